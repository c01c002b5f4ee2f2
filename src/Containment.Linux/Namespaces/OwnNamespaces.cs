using Containment.Linux.Descriptors;

namespace Containment.Linux.Namespaces;

/// <summary>The namespaces in which this process is (namespaces(7)).</summary>
internal static class OwnNamespaces
{
    private const int PathOnly = 0x200000;

    /// <param name="type">As config.json of the OCI names it.</param>
    /// <param name="path">A file of a namespace, in /proc or bound elsewhere; one that is not there, or that we may not look at, is none of ours.</param>
    public static bool Include(string type, string path)
    {
        var own = type switch { "network" => "net", "mount" => "mnt", _ => type };
        return Look(path) is { } there && Look($"/proc/thread-self/ns/{own}") == there;
    }

    // Without opening what it is: it may be a pipe, which waits.
    private static (ulong, (uint, uint))? Look(string path)
    {
        var number = LibC.open(path, PathOnly | OpenFlags.CloseOnExec, 0);
        if (number < 0) return null;
        using var descriptor = new Descriptor(number);
        var status = FileStatus.Of(descriptor);
        return (status.Inode, status.Device);
    }
}
