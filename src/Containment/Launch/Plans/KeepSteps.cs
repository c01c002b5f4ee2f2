using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The keeper's own things: its socket and its log before, and the keeping at the end.</summary>
internal static class KeepSteps
{
    private const int SequencedPackets = 5, SocketCloseOnExec = 0x80000, Backlog = 128;

    /// <summary>A socket that listens, and a log. A socket left by a dead keeper is replaced: only one can be at work under the container's lock.</summary>
    public static (PlanSlot Listener, PlanSlot Log) Open(PlanBuilder plan, KeeperFiles files)
    {
        var log = plan.Slot();
        plan.Keeper.Get(log, SystemCall.Openat, files.LogPath, Flags.AtCwd, files.LogPath, Flags.ReadWrite | Flags.Create | Flags.Append | Flags.CloseOnExec, 0x180);
        return (Listen(plan, files.SocketPath), log);
    }

    /// <summary>A unix socket that only its owner may connect to; removed again when the launch fails.</summary>
    public static PlanSlot Listen(PlanBuilder plan, string socketPath)
    {
        var listener = plan.Slot();
        var address = AddressOf(plan, socketPath);
        plan.Keeper.Get(listener, SystemCall.Socket, "AF_UNIX", UnixAddress.Family, SequencedPackets | SocketCloseOnExec, 0);
        plan.Keeper.Try([Linux.Descriptors.Errno.ENOENT], SystemCall.Unlinkat, socketPath, Flags.AtCwd, socketPath, 0);
        // Whoever may write to the socket commands the keeper.
        plan.Keeper.Do(SystemCall.Umask, "177", 0x7f);
        plan.Keeper.Add(new(SystemCall.Bind, listener, address, address.Bytes.Length)
        {
            Subject = socketPath,
            UndoneBy = new(SystemCall.Unlinkat, Flags.AtCwd, socketPath, 0),
        });
        plan.Keeper.Do(SystemCall.Listen, socketPath, listener, Backlog);
        plan.Keeper.Do(SystemCall.Umask, "0", 0);
        return listener;
    }

    // A path that is too long for an address is named by the descriptor of its directory.
    private static PlanData AddressOf(PlanBuilder plan, string socketPath)
    {
        if (UnixAddress.Fits(socketPath)) return UnixAddress.Of(socketPath);
        const string digits = "##########";
        var (slot, directory, path) = (plan.Slot(), Path.GetDirectoryName(socketPath)!, $"/proc/self/fd/{digits}/{Path.GetFileName(socketPath)}");
        plan.Keeper.Get(slot, SystemCall.Openat, directory, Flags.AtCwd, directory, Flags.PathOnly | Flags.DirectoryOnly | Flags.CloseOnExec, 0);
        var address = UnixAddress.Of(path);
        plan.Keeper.Do(SystemCall.Patch, $"the directory of {socketPath}", slot, PlanArgument.Inside(address, UnixAddress.PathAt + path.IndexOf(digits, StringComparison.Ordinal)), digits.Length);
        return address;
    }

    /// <summary>From here on it keeps a container's first process.</summary>
    public static void Keep(PlanSide keeper, KeeperFiles files, PlanSlot? pid, PlanSlot listener, PlanSlot log, StreamSteps streams) =>
        Keep(keeper, [files.ExitPath, files.ExitPath + ".new", files.SocketPath, files.LogPath, files.LogPath + ".1"], files.LogLimit, pid, listener, log, streams, lossless: false);

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
