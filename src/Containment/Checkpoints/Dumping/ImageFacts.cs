using Containment.Bundles;

namespace Containment.Checkpoints.Dumping;

/// <summary>What must be known of saved processes besides their images to judge them and bring them back; small, goes into manifests and over the wire.</summary>
internal sealed record ImageFacts
{
    /// <summary>uname(2).</summary>
    public required string Kernel { get; init; }

    /// <summary>The machine, as uname(2) calls it.</summary>
    public required string Architecture { get; init; }

    public required Version Criu { get; init; }

    /// <summary>The processor's features by the names of /proc/cpuinfo, in order.</summary>
    public required IReadOnlyList<string> Processor { get; init; }

    /// <summary>Which host ids the images speak of; null without a user namespace.</summary>
    public IdRange? Ids { get; init; }

    /// <summary>Where it had volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Where its description has other mounts; null: images of before that was written down.</summary>
    public IReadOnlyList<string>? Mounts { get; init; }

    /// <summary>The names of the devices that it had.</summary>
    public IReadOnlyList<string> Devices { get; init => field = value ?? []; } = [];

    /// <summary>The streams' other ends: keys such as <c>pipe:[1234]</c> for input, output and error (null: closed), or nothing for a terminal.</summary>
    public required IReadOnlyList<string?> Streams { get; init; }

    /// <summary>Whether the first process has a terminal.</summary>
    public required bool Terminal { get; init; }
}
