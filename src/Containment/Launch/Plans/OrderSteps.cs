using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// Has the two processes make the mounts by turns, in the order of the specification. The kernel lists mounts by when they were made, wherever they
/// are attached later, and who validates a runtime looks there; a container that is kept does without, for there both work at the same time.
/// <code>
/// child   before /dev                     the others, but binds
/// keeper                 /dev                                     binds
/// </code>
/// </summary>
internal static class OrderSteps
{
    public static void BeforeDevices(LaunchScope scope, List<TreeMount> mounts)
    {
        var devices = mounts.FindIndex(TreeSteps.IsDevices);
        if (devices <= 0) return;
        TreeSteps.Create(scope, mounts, devices);
        Arrive(scope, Marks.FirstMade);
    }

    public static void BeforeBinds(LaunchScope scope, List<TreeMount> mounts)
    {
        if (Both(scope))
        {
            scope.Keeper.Do(SystemCall.Signal, "/dev is ready", Marks.DevicesReady);
            scope.Child.Do(SystemCall.Await, "/dev", Marks.DevicesReady);
        }
        TreeSteps.Create(scope, mounts, mounts.Count);
        if (mounts.Exists(mount => mount.IsBind)) Arrive(scope, Marks.Made);
    }

    private static void Arrive(LaunchScope scope, int mark)
    {
        if (!Both(scope)) return;
        scope.Child.Do(SystemCall.Arrive, "some mounts are made", mark);
        scope.Keeper.Do(SystemCall.AwaitChild, "some mounts", mark);
    }

    private static bool Both(LaunchScope scope) => scope.Maker != scope.Child;
}
