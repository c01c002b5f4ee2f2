namespace Containment.Linux.Processes;

/// <summary>Takes processes over whose parent ends (PR_SET_CHILD_SUBREAPER(2const)), and waits for one of them.</summary>
internal static class Orphans
{
    private const int ChildSubreaper = 36;

    /// <summary>From now on this process becomes the parent of those below it that lose theirs.</summary>
    public static void Adopt()
    {
        HeedEnds();
        KernelRefusal.Check(LibC.syscall(Call.Prctl, ChildSubreaper, 1), "prctl", "PR_SET_CHILD_SUBREAPER");
    }

    /// <summary>Whoever began this process may have ignored SIGCHLD, which is inherited: then nothing can be waited for (waitpid(2), ECHILD).</summary>
    public static unsafe void HeedEnds()
    {
        const int childEnded = 17, ignored = 1, usual = 0;
        var action = stackalloc nint[LibCProcesses.SignalActionWords];
        // Only then: another answer to it is the runtime's own.
        if (LibCProcesses.sigaction(childEnded, null, action) == 0 && action[0] == ignored) _ = LibCProcesses.signal(childEnded, usual);
    }

    /// <summary>Waits until this one ends, and buries others that end meanwhile.</summary>
    /// <returns>Its wait status (wait(2)).</returns>
    public static int WaitFor(int pid)
    {
        while (true)
        {
            var ended = LibCProcesses.waitpid(-1, out var status, 0);
            if (ended == pid) return status;
            if (ended < 0 && Errno.Last != Errno.EINTR) throw new KernelRefusal("waitpid", $"{pid}", Errno.Last);
        }
    }

    /// <summary>Waits until a child of this process ends, whatever way.</summary>
    public static void Bury(int pid)
    {
        while (LibCProcesses.waitpid(pid, out _, 0) < 0 && Errno.Last == Errno.EINTR)
        {
        }
    }
}
