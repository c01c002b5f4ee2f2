using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The program of the small init, in the container's /dev: a process of a program that is in no file can't be restored.</summary>
internal static class ReaperSteps
{
    private const long MostBytes = 1 << 20;

    /// <summary>How the name begins under which a container's small init is in its /dev.</summary>
    public const string NamePrefix = ".containment-init-";

    private static string Name => $"{NamePrefix}{InitProgram.Version}";

    /// <summary>Copies this program, as the owner of the container's /dev.</summary>
    public static void Make(LaunchScope scope)
    {
        var (maker, own, copy) = (scope.Maker, scope.Plan.Slot(), scope.Plan.Slot());
        var subject = $"/dev/{Name}";
        maker.Get(own, SystemCall.Openat, "/proc/self/exe", Flags.AtCwd, "/proc/self/exe", Flags.CloseOnExec, 0);
        maker.Get(copy, SystemCall.Openat, subject, scope.Devices, Name, Flags.WriteOnly | Flags.Create | Flags.Exclusive | Flags.CloseOnExec, 0x16d);
        maker.Do(SystemCall.Sendfile, subject, copy, own, 0, MostBytes);
        // What is open for writing can't be executed.
        maker.Do(SystemCall.Close, subject, copy);
        maker.Do(SystemCall.Close, "/proc/self/exe", own);
    }

    /// <summary>Opens it to be executed.</summary>
    public static PlanSlot Open(LaunchScope scope)
    {
        var program = scope.Plan.Slot();
        scope.Maker.Get(program, SystemCall.Openat, $"/dev/{Name}", scope.Devices, Name, Flags.CloseOnExec, 0);
        return program;
    }
}
