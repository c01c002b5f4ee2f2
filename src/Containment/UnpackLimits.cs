namespace Containment;

/// <summary>What a single layer of an image may grow to: one that grows beyond is refused as hostile (a decompression bomb). The defaults are above what real images reach.</summary>
public sealed record UnpackLimits
{
    /// <summary>The length of all files together in bytes, holes included. Default 256 GiB.</summary>
    /// <exception cref="InvalidSpecException">Not above zero.</exception>
    public long MostBytes { get; init => field = Positive(value, nameof(MostBytes)); } = 256L << 30;

    /// <summary>How many names. Default 1 million.</summary>
    /// <exception cref="InvalidSpecException">Not above zero.</exception>
    public long MostEntries { get; init => field = Positive(value, nameof(MostEntries)); } = 1_000_000;

    /// <summary>How much a compressed byte may become, once <see cref="RatioFrom"/> bytes have come. Default 200; gzip reaches 1,030 with zeros only.</summary>
    /// <exception cref="InvalidSpecException">Not above zero.</exception>
    public long MostRatio { get; init => field = Positive(value, nameof(MostRatio)); } = 200;

    /// <summary>Below this many unpacked bytes the ratio does not matter. Default 1 GiB.</summary>
    /// <exception cref="InvalidSpecException">Not above zero.</exception>
    public long RatioFrom { get; init => field = Positive(value, nameof(RatioFrom)); } = 1L << 30;

    private static long Positive(long value, string field) => value > 0 ? value : throw new InvalidSpecException(field, value, "more than zero");
}
