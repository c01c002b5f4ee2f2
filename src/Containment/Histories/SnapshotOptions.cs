namespace Containment.Histories;

/// <summary>How to take a snapshot.</summary>
public sealed record SnapshotOptions
{
    /// <summary>What it is called; of the form of a <see cref="ContainerId"/>. Null is the time (UTC), as in <c>20260131-235959-123</c>.</summary>
    public string? Name { get; init => field = value is null || ContainerId.TryParse(value, null, out _) ? value : throw new InvalidSpecException("snapshot.name", value, "1 to 63 of a-z 0-9 - _ . and a letter or digit first"); }

    /// <summary>Whether its processes are saved too, from the same freeze; the container must run, and goes on. Needs CRIU. Default false.</summary>
    public bool Memory { get; init; }

    /// <summary>
    /// Whether all contents get a digest, which is compared before a roll back. It costs reading all files of the container's own. Default
    /// false: names, owners, modes, sizes, times and attributes are compared, and the memory in full.
    /// </summary>
    public bool Checksum { get; init; }
}
