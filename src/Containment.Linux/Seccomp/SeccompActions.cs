namespace Containment.Linux.Seccomp;

/// <summary>The return values of filters (include/uapi/linux/seccomp.h).</summary>
internal static class SeccompActions
{
    public const uint KillThread = 0, KillProcess = 0x80000000, Trap = 0x30000, Notify = 0x7fc00000, Log = 0x7ffc0000, Allow = 0x7fff0000;

    public static uint Error(uint number) => 0x50000 | number & 0xffff;
    public static bool IsError(uint action) => (action & 0xffff0000) == 0x50000;
    public static uint Trace(uint number) => 0x7ff00000 | number & 0xffff;
}
