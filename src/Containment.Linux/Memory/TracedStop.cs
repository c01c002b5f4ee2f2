using System.Diagnostics;
using Containment.Linux.Processes;

namespace Containment.Linux.Memory;

/// <summary>A traced thread has stopped, and why (ptrace(2), "Stopped states").</summary>
/// <param name="Signal">The signal that it was to be given, or SIGTRAP.</param>
/// <param name="Event">PTRACE_EVENT_…; zero for a signal.</param>
internal readonly record struct TracedStop(int Signal, int Event)
{
    private const int AllKinds = 0x40000000, DontHang = 1, Trap = 5, StopEvent = 128;
    private static readonly TimeSpan Spinning = TimeSpan.FromMilliseconds(2);

    /// <summary>It was interrupted, or all of its process is stopped.</summary>
    public bool IsInterruption => Event == StopEvent;

    public bool IsStep => Event == 0 && Signal == Trap;

    /// <summary>What a signal must be passed on with.</summary>
    public int Passed => Event == 0 ? Signal : 0;

    /// <exception cref="KernelRefusal">ESRCH: it ended. ETIMEDOUT: it has not stopped.</exception>
    public static TracedStop Await(int thread, TimeSpan patience)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var got = LibCProcesses.waitpid(thread, out var status, AllKinds | DontHang);
            if (got == thread && (status & 0xff) == 0x7f) return new(status >> 8 & 0xff, status >> 16);
            if (got == thread || (got < 0 && Errno.Last != Errno.EINTR)) throw new KernelRefusal("waitpid", $"thread {thread}", Errno.ESRCH);
            if (watch.Elapsed > patience) throw new KernelRefusal("waitpid", $"thread {thread}", Errno.ETIMEDOUT);
            // It takes microseconds, a timer a millisecond.
            if (watch.Elapsed < Spinning) Thread.Yield();
            else Thread.Sleep(1);
        }
    }
}
