using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// A process that is made by one program and begun by another, later. It waits on a socket; from whoever connects it says there
/// why it could not begin. That it did, the end of the connection says: the execve closes it.
/// </summary>
internal static class HeldSteps
{
    private const int CloseOnExec = 0x80000;

    /// <summary>In the child, which has its final descriptors by now.</summary>
    public static void Wait(LaunchScope scope, StreamSteps streams)
    {
        var (child, begun) = (scope.Child, scope.Plan.Slot());
        ProgramSteps.Check(child, scope.Process);
        child.Do(SystemCall.Arrive, "ready to begin", Marks.Ready);
        child.Get(begun, SystemCall.Accept4, "to be begun", streams.Held, 0, 0, CloseOnExec);
        child.Do(SystemCall.Report, "to whoever begins it", begun);
    }

    public static void Await(LaunchScope scope) => scope.Keeper.Do(SystemCall.AwaitChild, "ready to begin", Marks.Ready);
}
