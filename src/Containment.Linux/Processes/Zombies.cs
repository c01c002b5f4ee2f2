using System.Collections.Concurrent;

namespace Containment.Linux.Processes;

/// <summary>
/// Waits for keepers that end while this process lives, so that none stays a zombie. A keeper outlives its sessions, so a
/// timer looks after those nobody waits for; it runs only while there are any.
/// </summary>
internal static class Zombies
{
    private const int DontHang = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<int, byte> Pids = new();
    private static readonly Timer Clock = new(_ => Sweep());
    private static readonly Lock Gate = new();
    private static bool _ticking;

    /// <summary>From now on this child is waited for.</summary>
    public static void Watch(int pid)
    {
        Pids[pid] = 0;
        lock (Gate)
        {
            if (_ticking) return;
            _ticking = true;
            Clock.Change(Interval, Interval);
        }
    }

    /// <summary>Waits for a child that has closed its socket and so is about to end.</summary>
    public static async Task ReapAsync(int pid)
    {
        for (var pause = 1; !Reaped(pid); pause = Math.Min(pause * 2, 50))
            await Task.Delay(pause).ConfigureAwait(false);
    }

    private static bool Reaped(int pid)
    {
        if (!Pids.ContainsKey(pid)) return true;
        if (LibCProcesses.waitpid(pid, out _, DontHang) == 0) return false;
        Pids.TryRemove(pid, out _);
        return true;
    }

    private static void Sweep()
    {
        foreach (var pid in Pids.Keys) Reaped(pid);
        lock (Gate)
        {
            if (!Pids.IsEmpty) return;
            _ticking = false;
            Clock.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
