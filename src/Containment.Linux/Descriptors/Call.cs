namespace Containment.Linux.Descriptors;

/// <summary>System call numbers. Those from 424 on are the same on every architecture (include/uapi/asm-generic/unistd.h).</summary>
internal static class Call
{
    private static readonly bool Arm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public const int PidfdSendSignal = 424, OpenTree = 428, MoveMount = 429, Fsopen = 430, Fsconfig = 431, Fsmount = 432, PidfdOpen = 434,
        Clone3 = 435, CloseRange = 436, Openat2 = 437, PidfdGetfd = 438, MountSetattr = 442;

    public static int PivotRoot => Arm64 ? 41 : 155;
    public static int Setns => Arm64 ? 268 : 308;
    public static int MemfdCreate => Arm64 ? 279 : 319;
    public static int Renameat2 => Arm64 ? 276 : 316;
    public static int Waitid => Arm64 ? 95 : 247;
}
