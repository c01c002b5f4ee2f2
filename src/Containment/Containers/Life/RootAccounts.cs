using Containment.Bundles.Users;
using Containment.Snapshots;

namespace Containment.Containers.Life;

/// <summary>Looks a user up in a container's own /etc/passwd and /etc/group, read from its layers and never from outside them.</summary>
internal static class RootAccounts
{
    /// <param name="user">As in <see cref="Bundles.ProcessSpec.User"/>.</param>
    /// <param name="layers">The layers of the root, top first.</param>
    public static UserIdentity Find(string user, IReadOnlyList<string> layers) =>
        user is "0" or "" or "root" ? UserIdentity.Root : UserLookup.Find(user, RootFiles.Read(layers, "/etc/passwd") ?? "", RootFiles.Read(layers, "/etc/group") ?? "");
}
