using System.Globalization;
using Containment.Linux.Processes;

namespace Containment.Linux.Memory;

/// <summary>
/// A process in whose name system calls are made: one of its threads is stopped (ptrace(2)), makes them from an instruction that it has
/// already, and goes on as if nothing had been; an interrupted call of its own is begun again as after any signal. Its other threads run.
/// Only on x86-64 so far; see <see cref="Registers"/> for what arm64 takes.
/// </summary>
internal sealed class TracedProcess
{
    private static readonly TimeSpan Rescue = TimeSpan.FromMilliseconds(100);
    private readonly int _thread;
    private readonly TimeSpan _patience;
    private Registers _before;
    private ulong _mask;
    private ulong _gate;
    private bool _stopped;

    private TracedProcess(int pid, int thread, TimeSpan patience) => (Pid, _thread, _patience) = (pid, thread, patience);

    public int Pid { get; }

    /// <summary>Does <paramref name="work"/> while it is held, on a thread of its own, to which alone the kernel lets it be done.</summary>
    /// <param name="pid">Which. Not a child that .NET's Process class waits for: that takes a stop for its end.</param>
    /// <param name="patience">How long for each stop.</param>
    /// <param name="work">Short: the thread stands still for it.</param>
    /// <exception cref="KernelRefusal">ESRCH: it ended; EPERM: somebody else traces it; ETIMEDOUT: it is frozen, or in a wait that nothing ends; ENOSYS: not for this processor. The process goes on.</exception>
    public static Task<T> RunAsync<T>(int pid, TimeSpan patience, Func<TracedProcess, T> work)
    {
        RefuseOthers(pid);
        return TracingThread.RunAsync(() => Hold(pid, patience, work));
    }

    /// <exception cref="KernelRefusal">ENOSYS: not for this processor.</exception>
    public static void RefuseOthers(int pid)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) throw new KernelRefusal("ptrace", $"process {pid}: calls are made in other processes on x86-64 only", Errno.ENOSYS);
    }

    /// <summary>Begins to trace a process; on the thread that does all the rest. It is to be stopped, and let go of.</summary>
    public static TracedProcess Attach(int pid, TimeSpan patience)
    {
        var thread = LiveThread(pid);
        Trace.Attach(thread, IsFiltered(pid, thread) ? Trace.SuspendFilter : 0);
        return new(pid, thread, patience);
    }

    /// <summary>Makes a system call in it.</summary>
    /// <returns>What the kernel gave: zero or more.</returns>
    /// <exception cref="KernelRefusal">What the kernel refused, or see <see cref="RunAsync"/>.</exception>
    public long Call(string name, long number, params ReadOnlySpan<ulong> arguments)
    {
        Trace.Write(_thread, _before.Calling(_gate, number, arguments));
        Registers after;
        do
        {
            Trace.StepOnce(_thread);
            // What can't be blocked may stop it before it has begun.
            for (var stop = TracedStop.Await(_thread, _patience); !stop.IsStep; stop = TracedStop.Await(_thread, _patience)) Trace.StepOnce(_thread);
            after = Trace.Read(_thread);
        }
        while (after.Rip != _gate + CallGate.Length);
        var result = (long)after.Rax;
        return result is < 0 and >= -4095 ? throw new KernelRefusal(name, $"in process {Pid}", new Errno((int)-result)) : result;
    }

    private static T Hold<T>(int pid, TimeSpan patience, Func<TracedProcess, T> work)
    {
        var process = Attach(pid, patience);
        try
        {
            process.Stop();
            return work(process);
        }
        finally
        {
            process.LetGo();
        }
    }

    /// <summary>The thread of it that makes the calls.</summary>
    public int ThreadId => _thread;

    /// <summary>Stops that thread.</summary>
    /// <exception cref="KernelRefusal">See <see cref="RunAsync"/>.</exception>
    public void Stop()
    {
        Trace.Interrupt(_thread);
        // A signal that was on its way is given first.
        for (var stop = TracedStop.Await(_thread, _patience); !stop.IsInterruption; stop = TracedStop.Await(_thread, _patience)) Trace.GoOn(_thread, stop.Passed);
        _before = Trace.Read(_thread);
        if (!_before.Is64Bit) throw new KernelRefusal("ptrace", $"process {Pid}: it is a program of 32 bits", Errno.ENOSYS);
        _gate = CallGate.Find(Pid, _before.Rip);
        // Only what it is in the middle of: a call can't be, and where it waits in one nothing is written.
        _before.Rip = RestartableSequence.Resume(Pid, Trace.ReadSequences(_thread), _before.Rip);
        _mask = Trace.ReadMask(_thread);
        Trace.WriteMask(_thread, ulong.MaxValue);
        _stopped = true;
    }

    /// <summary>It goes on as it was.</summary>
    public void LetGo()
    {
        try
        {
            if (_stopped) GiveBack();
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ESRCH)
        {
            // It runs, or it ended.
            if (TryStopAgain()) GiveBack();
        }
        // One that runs can't be let go of; when this thread ends, it is.
        if (!Trace.TryDetach(_thread) && TryStopAgain()) Trace.TryDetach(_thread);
    }

    private void GiveBack()
    {
        Trace.Write(_thread, _before);
        Trace.WriteMask(_thread, _mask);
    }

    private bool TryStopAgain()
    {
        try
        {
            Trace.Interrupt(_thread);
            TracedStop.Await(_thread, Rescue);
            return true;
        }
        catch (KernelRefusal)
        {
            return false;
        }
    }

    // The first one may have ended while others go on.
    private static int LiveThread(int pid)
    {
        if (ProcessStat.Of(pid) is { IsAtWork: true }) return pid;
        if (!Directory.Exists($"/proc/{pid}/task")) throw new KernelRefusal("ptrace", $"process {pid}", Errno.ESRCH);
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
            if (ProcessStat.Read($"{thread}/stat") is { IsAtWork: true }) return int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture);
        throw new KernelRefusal("ptrace", $"process {pid}", Errno.ESRCH);
    }

    private static bool IsFiltered(int pid, int thread) =>
        KernelText.LinesOrNone($"/proc/{pid}/task/{thread}/status").Any(static line => line.StartsWith("Seccomp:", StringComparison.Ordinal) && !line.EndsWith('0'));
}
