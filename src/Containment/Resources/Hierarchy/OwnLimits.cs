using Containment.Linux.Cgroups;

namespace Containment.Resources.Hierarchy;

/// <summary>
/// In a user namespace containers have the ids of who begins them, and root among them would own the files of its own limits. So those files are given to
/// <see cref="OwnIds.Keeper"/>, who is in none of them.
/// </summary>
internal static class OwnLimits
{
    public static void Keep(CgroupSet set)
    {
        if (OwnIds.Current?.Keeper is not { } keeper) return;
        foreach (var directory in set.Directories.Distinct().Where(directory => directory.Exists))
            Delegation.GiveBounds(directory, directory == set.Unified, keeper.User, keeper.Group);
    }
}
