using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Places inside the container to mount on, found or made by the child.</summary>
internal static class PlaceSteps
{
    /// <summary>
    /// Makes a directory, or for a bound file a file, where there is none. Each name is made in a directory that was found under the
    /// root: a link of the image, through /proc/self/fd, must not have one made on the host.
    /// </summary>
    public static void Make(PlanSide child, PlanSlot root, string destination, PlanSlot? bound, PlanSlot place, PlanStep find, long mode = 0x1ed)
    {
        const int deepest = 100;
        var names = destination.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is 0 or > deepest) throw new InvalidSpecException("mounts.destination", destination, $"a path of 1 to {deepest} names");
        IReadOnlyList<Errno> there = [Errno.EEXIST, Errno.EROFS, Errno.EPERM];
        var look = child.Steps.Count;
        child.Add(find);
        var parent = root;
        for (var n = 1; n < names.Length; n++)
        {
            var above = "/" + string.Join('/', names[..n]);
            child.Try(there, SystemCall.Mkdirat, above, parent, names[n - 1], 0x1ed);
            child.Add(MountSteps.Find(root, place, above, symlinks: true));
            parent = place;
        }
        if (bound is { } source)
        {
            child.Add(new(SystemCall.Openat, source, ".", Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0)
            {
                Subject = $"the source for {destination}", Tolerated = [Errno.ENOTDIR], SkipRefused = 1,
            });
            child.Add(new(SystemCall.Mkdirat, parent, names[^1], 0x1ed) { Subject = destination, Tolerated = there, SkipDone = 1, SkipRefused = 1 });
            child.Try(there, SystemCall.Mknodat, destination, parent, names[^1], Flags.Regular | 0x1a4, 0);
        }
        else
        {
            child.Try(there, SystemCall.Mkdirat, destination, parent, names[^1], mode);
        }
        // Most places are there, and then they are looked for once.
        child.Steps[look] = find with { Tolerated = [Errno.ENOENT], SkipDone = (byte)(child.Steps.Count - look) };
    }

    /// <summary>Puts a file of ours on a path, which is made where it is missing.</summary>
    public static void Put(LaunchScope scope, PlanSlot file, string path, string subject)
    {
        var place = scope.Plan.Slot();
        var find = MountSteps.Find(scope.Root, place, path, symlinks: false);
        Make(scope.Child, scope.Root, path, file, place, find);
        scope.Child.Add(find);
        scope.Child.Add(MountSteps.Attach(file, place, subject));
        scope.Child.Do(SystemCall.Close, path, place);
    }
}
