namespace Containment.Bundles.Oci;

/// <summary>A device node to make (mknod(2)).</summary>
internal sealed record OciDevice
{
    /// <summary>c, b, u or p.</summary>
    public string Type { get; init; } = "";

    public string Path { get; init; } = "";
    public long? Major { get; init; }
    public long? Minor { get; init; }

    /// <summary>The permission bits as a decimal number.</summary>
    public uint? FileMode { get; init; }

    public uint? Uid { get; init; }
    public uint? Gid { get; init; }

    public static OciDevice From(SpecNode node)
    {
        node.NotNull("type", "path");
        return new()
        {
            Type = node.Text("type")!,
            Path = node.Text("path")!,
            Major = node.Int64("major"),
            Minor = node.Int64("minor"),
            FileMode = node.UInt32("fileMode"),
            Uid = node.UInt32("uid"),
            Gid = node.UInt32("gid"),
        };
    }
}
