using Containment.Bundles.Users;
using Containment.Linux.Descriptors;

namespace Containment.Containers.Life;

/// <summary>Looks a user up in a container's own /etc/passwd and /etc/group, read from its layers and never from outside them.</summary>
internal static class RootAccounts
{
    private const ulong Largest = 1 << 20;

    /// <param name="user">As in <see cref="Bundles.ProcessSpec.User"/>.</param>
    /// <param name="layers">The layers of the root, top first.</param>
    public static UserIdentity Find(string user, IEnumerable<string> layers) =>
        user is "0" or "" or "root" ? UserIdentity.Root : UserLookup.Find(user, Read(layers, "etc/passwd"), Read(layers, "etc/group"));

    private static string Read(IEnumerable<string> layers, string path)
    {
        foreach (var layer in layers)
        {
            try
            {
                using var root = At.OpenDirectory(layer);
                using var file = Beneath.OpenInRoot(root, path, OpenFlags.Path);
                // Nothing but an ordinary file: a pipe would never end, a whiteout says that it is gone.
                return FileStatus.Of(file) is { Kind: FileKind.Regular, Size: <= Largest } ? File.ReadAllText(file.ProcPath) : "";
            }
            catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT)
            {
                // The next layer may have it.
            }
        }
        return "";
    }
}
