using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The ends of a process's streams: those that the keeper holds, and those that become 0, 1 and 2.</summary>
internal sealed record StreamSteps(PlanSlot? KeptInput, PlanSlot? KeptOutput, PlanSlot? KeptError, PlanArgument Input, PlanArgument Output, PlanArgument Error, bool Terminal)
{
    /// <summary>Where containment-init has the first of the descriptors that were given to it.</summary>
    public const int FirstGiven = 4;

    private int Preserved { get; init; }
    public PlanSlot Peer { get; init; }
    private PlanSlot? ConsoleSocket { get; init; }
    private IReadOnlyList<int> Discarding { get; init; } = [];
    private PlanSlot Nothing { get; init; }

    /// <summary>As a request wants them; <paramref name="owner"/> is to whom the keeper gives pipes, by the ids of the host.</summary>
    /// <exception cref="InvalidSpecException">A terminal without anybody to take it.</exception>
    public static StreamSteps Of(PlanBuilder plan, LaunchStreams wanted, Bundles.Oci.OciProcess process, Func<(long Uid, long Gid)> owner)
    {
        switch (wanted)
        {
            case LaunchStreams.Inherited inherited:
                if (process.Terminal) throw new InvalidSpecException("process.terminal", true, "false, or a console socket that takes the terminal");
                return new(null, null, null, FirstGiven, FirstGiven + 1, FirstGiven + 2, false)
                {
                    Preserved = inherited.Preserved, Discarding = inherited.Discarding, Nothing = inherited.Discarding.Count > 0 ? plan.Slot() : default,
                };
            case LaunchStreams.ConsoleSocket console:
                if (!process.Terminal) throw new InvalidSpecException("process.terminal", false, "true: there is a console socket");
                var socket = plan.Slot();
                var address = UnixAddress.Of(console.Path);
                plan.Keeper.Get(socket, SystemCall.Socket, "AF_UNIX", UnixAddress.Family, 0x80001, 0);
                plan.Keeper.Do(SystemCall.Connect, console.Path, socket, address, address.Bytes.Length);
                return OfTerminal(plan) with { Preserved = console.Preserved, ConsoleSocket = socket };
            default:
                if (process.Terminal) return OfTerminal(plan);
                var (uid, gid) = owner();
                return Pipes(plan, uid, gid);
        }
    }

    /// <summary>The descriptor, after <see cref="Install"/>, of the socket on which the process waits to be begun.</summary>
    public int Held => Program + Preserved;

    /// <summary>Three pipes, whose owner is the process's user, so that it can open /dev/stdout.</summary>
    public static StreamSteps Pipes(PlanBuilder plan, long uid, long gid)
    {
        var slots = Enumerable.Range(0, 6).Select(_ => plan.Slot()).ToArray();
        string[] names = ["input", "output", "error"];
        for (var n = 0; n < 3; n++)
        {
            plan.Keeper.Do(SystemCall.Pipe, $"for {names[n]}", slots[n * 2].Number, slots[n * 2 + 1].Number);
            var theirs = n == 0 ? slots[0] : slots[n * 2 + 1];
            if (uid != 0 || gid != 0) plan.Keeper.Do(SystemCall.Fchown, $"{names[n]} to {uid}:{gid}", theirs, uid, gid);
        }
        return new(slots[1], slots[2], slots[4], slots[0], slots[3], slots[5], false);
    }

    /// <summary>Gives pipes to the process's user: from inside, by whoever could not do so from outside.</summary>
    public void Give(PlanSide child, Bundles.Oci.OciProcess process)
    {
        if (KeptOutput is null || process.User is { Uid: 0, Gid: 0 }) return;
        foreach (var (stream, name) in new[] { (Input, "input"), (Output, "output"), (Error, "error") })
            child.Do(SystemCall.Fchown, $"{name} to {process.User.Uid}:{process.User.Gid}", stream, (long)process.User.Uid, (long)process.User.Gid);
    }

    /// <summary>A terminal of the container's own /dev/pts, opened by the child; the keeper sees the descriptor because they share them.</summary>
    public static StreamSteps OfTerminal(PlanBuilder plan)
    {
        var (master, peer) = (plan.Slot(), plan.Slot());
        return new(master, null, null, peer, peer, peer, true) { Peer = peer };
    }

    /// <summary>A terminal that comes with the restored process.</summary>
    public static StreamSteps RestoredTerminal { get; } = new(null, null, null, default, default, default, true);

    /// <summary>
    /// Opens the terminal of the devpts below <paramref name="root"/>. That it is one is made sure of before anything is asked of it:
    /// what a container put there instead could answer with the number of any descriptor of ours.
    /// </summary>
    public void OpenTerminal(PlanSide child, PlanSlot root, Bundles.Oci.OciProcess process)
    {
        // The keeper never waits for it; whoever gets it over a console socket expects one that waits.
        var flags = Flags.ReadWrite | Flags.NoControllingTerminal | Flags.CloseOnExec | (ConsoleSocket is null ? Flags.NonBlocking : 0);
        child.Add(MountSteps.Open(root, KeptInput!.Value, "/dev/pts/ptmx", flags, symlinks: false));
        child.Do(SystemCall.Expect, "devpts on /dev/pts", KeptInput.Value, FileSystemType.Terminals, 1);
        child.Do(SystemCall.Ioctl, "TIOCSPTLCK of the terminal", KeptInput.Value, Flags.TerminalUnlock, PlanData.Of(0u));
        child.Get(Peer, SystemCall.Ioctl, "TIOCGPTPEER of the terminal", KeptInput.Value, Flags.TerminalPeer, Flags.ReadWrite | Flags.NoControllingTerminal | Flags.CloseOnExec);
        if (process.User.Uid != 0) child.Do(SystemCall.Fchown, $"the terminal to {process.User.Uid}", Input, (long)process.User.Uid, -1);
        var size = process.ConsoleSize ?? new() { Width = 80, Height = 24 };
        child.Do(SystemCall.Ioctl, "TIOCSWINSZ of the terminal", Input, Flags.TerminalSize, PlanData.Of(size.Height & 0xffff | size.Width << 16, 0u));
    }

    /// <summary>Gives the terminal's master to whoever waits for it on the console socket.</summary>
    public void SendTerminal(PlanSide child)
    {
        if (ConsoleSocket is not { } socket) return;
        const int socketLevel = 1, rights = 1, noSignal = 0x4000;
        var name = PlanData.Of("/dev/ptmx");
        // A message of one part, with one descriptor (unix(7), cmsg(3)).
        var part = new PlanData([.. new byte[8], .. BitConverter.GetBytes((long)name.Bytes.Length)], (0, name));
        var control = new PlanData([.. BitConverter.GetBytes(20L), .. BitConverter.GetBytes(socketLevel), .. BitConverter.GetBytes(rights), .. new byte[8]]);
        var message = new PlanData([.. new byte[24], .. BitConverter.GetBytes(1L), .. new byte[8], .. BitConverter.GetBytes(24L), .. new byte[8]], (16, part), (32, control));
        child.Do(SystemCall.Patch, "the terminal for the console socket", KeptInput!.Value, PlanArgument.Inside(control, 16), 4);
        child.Do(SystemCall.Sendmsg, "the terminal to the console socket", socket, message, noSignal);
    }

    /// <summary>The descriptor of the program that <see cref="Install"/> leaves open.</summary>
    public const int Program = 3;

    /// <summary>
    /// Makes them 0, 1 and 2 of descriptors that are no longer shared, and closes all others: a path through /proc/self/fd must
    /// not lead to what they are open on, which is the host's.
    /// </summary>
    public void Install(PlanSide child, PlanSlot? program = null, PlanSlot? held = null, PlanSlot? executed = null)
    {
        const long unshare = 2, closeOnExec = 4;
        child.Do(SystemCall.CloseRange, "from 3, at execve", 3, uint.MaxValue, unshare | closeOnExec);
        child.Do(SystemCall.Dup3, "input to 0", Input, 0, 0);
        child.Do(SystemCall.Dup3, "output to 1", Output, 1, 0);
        child.Do(SystemCall.Dup3, "error to 2", Error, 2, 0);
        if (program is { } kept) child.Do(SystemCall.Dup3, $"the program to {Program}", kept, Program, Flags.CloseOnExec);
        // Each comes from above where it goes, so none is overwritten before it is copied.
        for (var n = 0; n < Preserved; n++) child.Do(SystemCall.Dup3, $"a preserved descriptor to {Program + n}", FirstGiven + 3 + n, Program + n, 0);
        if (held is { } socket) child.Do(SystemCall.Dup3, $"the socket to {Held}", socket, Held, Flags.CloseOnExec);
        var first = Program + Preserved + (program is null ? 0 : 1) + (held is null ? 0 : 1);
        if (executed is { } pipe) child.Do(SystemCall.Dup3, $"the pipe to {first}", pipe, first++, Flags.CloseOnExec);
        child.Do(SystemCall.CloseRange, $"from {first}", first, uint.MaxValue, 0);
        if (Terminal) child.Do(SystemCall.Ioctl, "TIOCSCTTY of the terminal", 0, Flags.TerminalControl, 0);
        if (Discarding.Count > 0) Discard(child);
    }

    // Nothing of the host's is open any more to which a link in the image could lead. A container without a null device keeps the host's.
    private void Discard(PlanSide child)
    {
        const string path = "/dev/null";
        child.Add(new(SystemCall.Openat2, Flags.AtCwd, path, PlanData.OfLong((ulong)(Flags.ReadWrite | Flags.CloseOnExec), 0, (ulong)(ResolveFlags.NoMagicLinks | ResolveFlags.NoSymlinks)), 24)
        {
            Subject = path, Result = Nothing, Tolerated = [Errno.ENOENT, Errno.ELOOP, Errno.EACCES, Errno.EPERM], SkipRefused = (byte)(Discarding.Count + 1),
        });
        foreach (var stream in Discarding) child.Do(SystemCall.Dup3, $"{path} to {stream}", Nothing, stream, 0);
        child.Do(SystemCall.Close, path, Nothing);
    }
}
