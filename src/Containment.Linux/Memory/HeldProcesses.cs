using System.Globalization;
using Containment.Linux.Processes;

namespace Containment.Linux.Memory;

/// <summary>
/// Makes system calls in processes that stand still in a frozen v2 cgroup, of which not one instruction of their own is to run: all of their
/// threads are stopped, the cgroup is let go so that a single step can be made, and is frozen again before they are let go of.
/// </summary>
internal static class HeldProcesses
{
    /// <param name="pids">All processes of the cgroup.</param>
    /// <param name="patience">How long for each stop.</param>
    /// <param name="thaw">Lets the cgroup go; nothing runs meanwhile.</param>
    /// <param name="freeze">Tells the cgroup to freeze again.</param>
    /// <param name="work">Makes the calls.</param>
    /// <exception cref="KernelRefusal">See <see cref="TracedProcess.RunAsync"/>. They stand still in the cgroup.</exception>
    public static Task<T> RunAsync<T>(IReadOnlyCollection<int> pids, TimeSpan patience, Action thaw, Action freeze, Func<IReadOnlyDictionary<int, TracedProcess>, T> work) => TracingThread.RunAsync(() =>
    {
        Dictionary<int, TracedProcess> held = [];
        List<int> others = [];
        var thawed = false;
        try
        {
            foreach (var pid in pids)
            {
                TracedProcess.RefuseOthers(pid);
                // One that has ended and was not waited for runs nothing.
                if (ProcessStat.Of(pid) is not { IsAtWork: true }) continue;
                var process = held[pid] = TracedProcess.Attach(pid, patience);
                foreach (var thread in Directory.EnumerateDirectories($"/proc/{pid}/task").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)))
                {
                    if (thread == process.ThreadId) continue;
                    Trace.Attach(thread, 0);
                    others.Add(thread);
                    Trace.Interrupt(thread);
                }
                process.Stop();
            }
            foreach (var thread in others)
                for (var stop = TracedStop.Await(thread, patience); !stop.IsInterruption; stop = TracedStop.Await(thread, patience)) Trace.GoOn(thread, stop.Passed);
            thawed = true;
            thaw();
            return work(held);
        }
        finally
        {
            if (thawed) freeze();
            foreach (var thread in others) Trace.TryDetach(thread);
            foreach (var process in held.Values) process.LetGo();
        }
    });
}
