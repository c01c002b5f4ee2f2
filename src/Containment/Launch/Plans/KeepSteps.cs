using System.Text;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The keeper's own things: its socket and its log before, and the keeping at the end.</summary>
internal static class KeepSteps
{
    private const int UnixFamily = 1, SequencedPackets = 5, SocketCloseOnExec = 0x80000, Backlog = 128;

    /// <summary>A socket that listens, and a log. A socket left by a dead keeper is replaced: only one can be at work under the container's lock.</summary>
    public static (PlanSlot Listener, PlanSlot Log) Open(PlanBuilder plan, string socketPath, string logPath)
    {
        var (listener, log) = (plan.Slot(), plan.Slot());
        var name = Encoding.UTF8.GetBytes(socketPath);
        if (name.Length > 107) throw new InvalidSpecException("runtimeDirectory", socketPath, "a path short enough for a socket (107 bytes)");
        plan.Keeper.Get(log, SystemCall.Openat, logPath, Flags.AtCwd, logPath, Flags.ReadWrite | Flags.Create | Flags.Append | Flags.CloseOnExec, 0x180);
        plan.Keeper.Get(listener, SystemCall.Socket, "AF_UNIX", UnixFamily, SequencedPackets | SocketCloseOnExec, 0);
        plan.Keeper.Try([Linux.Descriptors.Errno.ENOENT], SystemCall.Unlinkat, socketPath, Flags.AtCwd, socketPath, 0);
        // Whoever may write to the socket commands the keeper.
        plan.Keeper.Do(SystemCall.Umask, "177", 0x7f);
        plan.Keeper.Add(new(SystemCall.Bind, listener, new PlanData([UnixFamily, 0, .. name, 0]), name.Length + 3)
        {
            Subject = socketPath,
            UndoneBy = new(SystemCall.Unlinkat, Flags.AtCwd, socketPath, 0),
        });
        plan.Keeper.Do(SystemCall.Listen, socketPath, listener, Backlog);
        plan.Keeper.Do(SystemCall.Umask, "0", 0);
        return (listener, log);
    }

    /// <summary>From here on it keeps a container's first process.</summary>
    public static void Keep(PlanSide keeper, LaunchRequest request, PlanSlot? pid, PlanSlot listener, PlanSlot log, StreamSteps streams) =>
        Keep(keeper, [request.ExitPath, request.ExitPath + ".new", request.SocketPath, request.LogPath, request.LogPath + ".1"], request.LogLimit, pid, listener, log, streams, lossless: false);

    /// <summary>From here on it keeps a process that belongs to whoever asked for it.</summary>
    public static void KeepForCaller(PlanSide keeper, PlanSlot pid, StreamSteps streams) =>
        Keep(keeper, [null, null, null, null, null], 0, pid, null, null, streams, lossless: true);

    private static void Keep(PlanSide keeper, string?[] paths, long logLimit, PlanSlot? pid, PlanSlot? listener, PlanSlot? log, StreamSteps streams, bool lossless)
    {
        var bytes = new byte[64];
        BitConverter.TryWriteBytes(bytes.AsSpan(40), logLimit);
        PlanSlot?[] slots = [pid, listener, log, streams.KeptInput, streams.KeptOutput, streams.KeptError];
        for (var n = 0; n < slots.Length; n++) bytes[48 + n] = slots[n]?.Number ?? PlanSlot.None;
        bytes[54] = lossless ? (byte)1 : (byte)0;
        bytes[55] = streams.Terminal ? (byte)1 : (byte)0;
        (int, PlanData)[] pointers = [.. paths.Select((path, n) => (path, n)).Where(p => p.path is not null).Select(p => (p.n * 8, PlanData.Of(p.path!)))];
        keeper.Do(SystemCall.Keep, pid is null ? "what will be restored" : "the process", new PlanData(bytes, pointers));
    }
}
