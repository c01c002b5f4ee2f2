namespace Containment.Bundles.Oci;

/// <summary>Who runs the process, in ids as the container sees them.</summary>
internal sealed record OciUser
{
    public uint Uid { get; init; }
    public uint Gid { get; init; }
    public uint? Umask { get; init; }
    public IReadOnlyList<uint>? AdditionalGids { get; init; }
}
