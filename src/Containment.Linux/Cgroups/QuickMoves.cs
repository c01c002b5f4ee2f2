namespace Containment.Linux.Cgroups;

/// <summary>
/// Moving a process between cgroups waits for a grace period of RCU, 5 to 30 ms, when the last move is a while ago, unless
/// a hierarchy is mounted with favordynmods (Linux 6.0; cgroup-v2.rst). This mounts an empty named one so, that no path shows.
/// </summary>
internal static unsafe class QuickMoves
{
    private const int CloseOnExec = 1, SetFlag = 0, SetString = 1, Create = 6;

    /// <summary>On until the descriptor is closed; since Linux 6.18 until the next boot.</summary>
    /// <exception cref="KernelRefusal">The kernel is older, or cgroups can't be mounted here.</exception>
    public static Descriptor Enable()
    {
        fixed (byte* type = "cgroup\0"u8)
        {
            using var context = new Descriptor((int)KernelRefusal.Check(LibC.syscall(Call.Fsopen, (nint)type, CloseOnExec), "fsopen", "cgroup"));
            Set(context, "none\0"u8, null);
            Set(context, "name\0"u8, "containment\0"u8);
            Set(context, "favordynmods\0"u8, null);
            KernelRefusal.Check(LibC.syscall(Call.Fsconfig, context.Number, Create), "fsconfig", "cgroup name=containment,favordynmods");
            return new((int)KernelRefusal.Check(LibC.syscall(Call.Fsmount, context.Number, CloseOnExec), "fsmount", "cgroup"));
        }
    }

    private static void Set(Descriptor context, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* k = key, v = value)
            KernelRefusal.Check(LibC.syscall(Call.Fsconfig, context.Number, value.IsEmpty ? SetFlag : SetString, (nint)k, (nint)v), "fsconfig", System.Text.Encoding.ASCII.GetString(key[..^1]));
    }
}
