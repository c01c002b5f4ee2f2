using Containment.Images.Tar;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Images.Layers;

/// <summary>What an archive's member may be, decided before anything is done with it.</summary>
internal static class EntryRules
{
    // PATH_MAX: nobody could name it to the kernel.
    private const int LongestPath = 4095;

    // Whole memory, disks and kernel interfaces have no business in an image; these every container has anyway.
    private static readonly HashSet<(uint, uint)> HarmlessDevices =
        [(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (1, 11), (5, 0), (5, 1), (5, 2), (10, 200), (10, 229), .. Enumerable.Range(0, 64).Select(terminal => (4u, (uint)terminal))];

    /// <summary>Where a name leads below the root.</summary>
    /// <exception cref="Refusal">Out of it, or nowhere.</exception>
    public static PathBytes PathOf(TarEntry entry)
    {
        if (entry.Name.IsEmpty) throw new Refusal(entry.Name, "has no name");
        if (entry.Name.Span[0] == '/') throw new Refusal(entry.Name, "is an absolute path");
        if (entry.Name.Span.Length > LongestPath) throw new Refusal(new(entry.Name.Span[..64]), $"… has a name of {entry.Name.Span.Length} bytes");
        return PathBytes.Relative(entry.Name.Span) ?? throw new Refusal(entry.Name, "leads out of the root by \"..\", or is no possible name");
    }

    /// <exception cref="Refusal">The link leads out of the root.</exception>
    public static PathBytes LinkOf(TarEntry entry)
    {
        if (entry.LinkName.Span is [(byte)'/', ..]) throw new Refusal(entry.Name, $"is a hard link to the absolute path \"{entry.LinkName}\"");
        return PathBytes.Relative(entry.LinkName.Span) is { IsEmpty: false } path ? path : throw new Refusal(entry.Name, $"is a hard link to \"{entry.LinkName}\", which leads out of the root");
    }

    public static void Check(TarEntry entry)
    {
        if (entry.Kind == TarKind.Symlink && (entry.LinkName.IsEmpty || entry.LinkName.Span.Length > 4095 || entry.LinkName.Span.Contains((byte)0)))
            throw new Refusal(entry.Name, "is a symbolic link without a possible target");
        if (entry.Kind == TarKind.BlockDevice || entry.Kind == TarKind.CharDevice && !HarmlessDevices.Contains(entry.Device))
            throw new Refusal(entry.Name, $"is the device node {(entry.Kind == TarKind.BlockDevice ? 'b' : 'c')} {entry.Device.Major}:{entry.Device.Minor}, which an image may not bring");
    }

    /// <summary>The attributes to set: those that belong to the container. Labels of this or that security module are left out.</summary>
    /// <exception cref="Refusal">One that only the overlay may set.</exception>
    public static IReadOnlyList<KeyValuePair<string, byte[]>> AttributesOf(TarEntry entry)
    {
        if (entry.Attributes.Count == 0) return entry.Attributes;
        List<KeyValuePair<string, byte[]>> kept = [];
        foreach (var attribute in entry.Attributes)
        {
            if (attribute.Key.StartsWith("trusted.overlay.", StringComparison.Ordinal) || attribute.Key.StartsWith("user.overlay.", StringComparison.Ordinal))
                throw new Refusal(entry.Name, $"has the extended attribute \"{attribute.Key}\", which only the overlay may set");
            if (attribute.Key is "security.capability" || attribute.Key.StartsWith("user.", StringComparison.Ordinal) ||
                attribute.Key.StartsWith("trusted.", StringComparison.Ordinal) && Self.Standing == Standing.Root || attribute.Key.StartsWith("system.posix_acl_", StringComparison.Ordinal)) kept.Add(attribute);
        }
        return kept;
    }
}
