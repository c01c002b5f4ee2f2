using Containment.Snapshots;

namespace Containment.Bundles.Users;

/// <summary>Finds users in a root file system, before anything is mounted.</summary>
internal static class RootUsers
{
    /// <param name="user">As in <see cref="ProcessSpec.User"/>.</param>
    /// <param name="root">The container's layers; its own is looked at first.</param>
    /// <exception cref="InvalidSpecException">There is no such user or group.</exception>
    public static UserIdentity Find(string user, RootLayers root)
    {
        IReadOnlyList<string> layers = [root.Upper, .. root.Lower];
        return UserLookup.Find(user, RootFiles.Read(layers, "/etc/passwd") ?? "", RootFiles.Read(layers, "/etc/group") ?? "");
    }
}
