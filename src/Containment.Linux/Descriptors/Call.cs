namespace Containment.Linux.Descriptors;

/// <summary>The numbers of what this process calls itself; SystemCall has those of plans. Those from 424 on are the same on every architecture (include/uapi/asm-generic/unistd.h).</summary>
internal static class Call
{
    private static readonly bool Arm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public const int PidfdSendSignal = 424, Fsopen = 430, Fsconfig = 431, Fsmount = 432, MoveMount = 429, PidfdOpen = 434, Openat2 = 437, PidfdGetfd = 438, QuotactlFd = 443;

    public static int Ioctl => Arm64 ? 29 : 16;
    public static int Prctl => Arm64 ? 167 : 157;
    public static int Kcmp => Arm64 ? 272 : 312;
    public static int Renameat2 => Arm64 ? 276 : 316;
}
