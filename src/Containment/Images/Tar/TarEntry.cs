using Containment.Linux.Descriptors;

namespace Containment.Images.Tar;

/// <summary>A member of an archive, as it says of itself: nothing in it is checked but its form.</summary>
internal sealed record TarEntry
{
    public required PathBytes Name { get; init; }
    public required TarKind Kind { get; init; }
    public PathBytes LinkName { get; init; }
    public ushort Mode { get; init; }
    public uint Uid { get; init; }
    public uint Gid { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public Int128 Modified { get; init; }

    public (uint Major, uint Minor) Device { get; init; }
    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes { get; init; } = [];

    /// <summary>The length of the file, holes included.</summary>
    public long Size { get; init; }

    /// <summary>Where the data in the archive belongs in the file, in order.</summary>
    public IReadOnlyList<DataRange> Data { get; init; } = [];
}
