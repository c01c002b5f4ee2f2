using System.Text.RegularExpressions;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;

namespace Containment.Launch;

/// <summary>The ids of a user namespace that is there already. The kernel tells them only by a process that is in it.</summary>
internal static partial class JoinedUserNamespace
{
    /// <exception cref="InvalidSpecException">There is no such namespace, or no process in it.</exception>
    public static IdMaps Read(string path)
    {
        try
        {
            if (OfProcess().IsMatch(path)) return Of(Path.GetDirectoryName(Path.GetDirectoryName(path))!);
            using var root = At.OpenDirectory("/");
            using var file = At.Open(root, path, OpenFlags.Path);
            var link = $"user:[{FileStatus.Of(file).Inode}]";
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(name => char.IsAsciiDigit(name[6])))
                if (Link($"{process}/ns/user") == link) return Of(process);
        }
        catch (Exception gone) when (gone is KernelRefusal or IOException or UnauthorizedAccessException)
        {
            throw new InvalidSpecException("linux.namespaces.path", path, "a user namespace that is there", gone);
        }
        throw new InvalidSpecException("linux.namespaces.path", path, "a user namespace with at least one process in it");
    }

    private static IdMaps Of(string process) => IdMaps.Parse(File.ReadAllText($"{process}/uid_map"), File.ReadAllText($"{process}/gid_map"));

    private static string? Link(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A/proc/[0-9]+(/task/[0-9]+)?/ns/user\z")]
    private static partial Regex OfProcess();
}
