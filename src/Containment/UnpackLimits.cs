namespace Containment.Images.Layers;

/// <summary>What a single layer may grow to. The defaults are above what real images reach.</summary>
internal sealed record UnpackLimits
{
    /// <summary>The length of all files together in bytes, holes included. Default 256 GiB.</summary>
    public long MostBytes { get; init; } = 256L << 30;

    /// <summary>How many names. Default 1 million.</summary>
    public long MostEntries { get; init; } = 1_000_000;

    /// <summary>How much a compressed byte may become, once <see cref="RatioFrom"/> bytes have come. Default 200; gzip reaches 1,030 with zeros only.</summary>
    public long MostRatio { get; init; } = 200;

    /// <summary>Below this many unpacked bytes the ratio does not matter. Default 1 GiB.</summary>
    public long RatioFrom { get; init; } = 1L << 30;
}
