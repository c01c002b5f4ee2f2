using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Late;

/// <summary>What one that holds a userfaultfd does: 3 is the socket to whoever serves, 4 the container's first process.</summary>
internal static class LifelinePlan
{
    private const int Socket = 3, Init = 4, Kill = 9;

    /// <summary>Pure.</summary>
    public static IReadOnlyList<PlanStep> Steps { get; } =
    [
        // Nothing is ever sent: it returns when nobody is at the other end. 104: ECONNRESET.
        new(SystemCall.ReadDescriptor, Socket, new PlanData(new byte[8]), 1) { Subject = "the server's end", Tolerated = [new Errno(104), Errno.EINTR] },
        new(SystemCall.PidfdSendSignal, Init, Kill, 0, 0) { Subject = "SIGKILL to the container", Tolerated = [Errno.ESRCH] },
        // It has ended when all processes of its pid namespace have; until then they wait for their pages. struct pollfd: 4, POLLIN.
        new(SystemCall.Ppoll, new PlanData([Init, 0, 0, 0, 1, 0, 0, 0]), 1, 0, 0, 0) { Subject = "the container's end" },
    ];
}
