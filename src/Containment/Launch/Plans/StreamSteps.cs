using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>The ends of a process's streams: those that the keeper holds, and those that become 0, 1 and 2.</summary>
internal sealed record StreamSteps(PlanSlot? KeptInput, PlanSlot? KeptOutput, PlanSlot? KeptError, PlanSlot Input, PlanSlot Output, PlanSlot Error, bool Terminal)
{
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

    /// <summary>A terminal of the container's own /dev/pts, opened by the child; the keeper sees the descriptor because they share them.</summary>
    public static StreamSteps OfTerminal(PlanBuilder plan)
    {
        var (master, peer) = (plan.Slot(), plan.Slot());
        return new(master, null, null, peer, peer, peer, true);
    }

    /// <summary>A terminal that comes with the restored process.</summary>
    public static StreamSteps RestoredTerminal { get; } = new(null, null, null, default, default, default, true);

    /// <summary>Opens the terminal.</summary>
    public void OpenTerminal(PlanSide child, PlanArgument directory, string path, Bundles.Oci.OciProcess process)
    {
        child.Get(KeptInput!.Value, SystemCall.Openat, "/dev/pts/ptmx", directory, path, Flags.ReadWrite | Flags.NoControllingTerminal | Flags.NonBlocking | Flags.CloseOnExec, 0);
        child.Do(SystemCall.Ioctl, "TIOCSPTLCK of the terminal", KeptInput.Value, Flags.TerminalUnlock, PlanData.Of(0u));
        child.Get(Input, SystemCall.Ioctl, "TIOCGPTPEER of the terminal", KeptInput.Value, Flags.TerminalPeer, Flags.ReadWrite | Flags.NoControllingTerminal | Flags.CloseOnExec);
        if (process.User.Uid != 0) child.Do(SystemCall.Fchown, $"the terminal to {process.User.Uid}", Input, (long)process.User.Uid, -1);
        var size = process.ConsoleSize ?? new() { Width = 80, Height = 24 };
        child.Do(SystemCall.Ioctl, "TIOCSWINSZ of the terminal", Input, Flags.TerminalSize, PlanData.Of(size.Height & 0xffff | size.Width << 16, 0u));
    }

    /// <summary>The descriptor of the program that <see cref="Install"/> leaves open.</summary>
    public const int Program = 3;

    /// <summary>
    /// Makes them 0, 1 and 2 of descriptors that are no longer shared, and closes all others: a path through /proc/self/fd must
    /// not lead to what they are open on, which is the host's.
    /// </summary>
    public void Install(PlanSide child, PlanSlot? program = null)
    {
        const long unshare = 2, closeOnExec = 4;
        child.Do(SystemCall.CloseRange, "from 3, at execve", 3, uint.MaxValue, unshare | closeOnExec);
        child.Do(SystemCall.Dup3, "input to 0", Input, 0, 0);
        child.Do(SystemCall.Dup3, "output to 1", Output, 1, 0);
        child.Do(SystemCall.Dup3, "error to 2", Error, 2, 0);
        if (program is { } kept) child.Do(SystemCall.Dup3, $"the program to {Program}", kept, Program, Flags.CloseOnExec);
        var first = program is null ? Program : Program + 1;
        child.Do(SystemCall.CloseRange, $"from {first}", first, uint.MaxValue, 0);
        if (Terminal) child.Do(SystemCall.Ioctl, "TIOCSCTTY of the terminal", 0, Flags.TerminalControl, 0);
    }
}
