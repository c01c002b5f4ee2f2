namespace Containment.Linux.Descriptors;

/// <summary>Flags of open(2); two of them have another number on arm64 (arch/arm64/include/uapi/asm/fcntl.h).</summary>
internal static class OpenFlags
{
    private static readonly bool Arm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public const int ReadOnly = 0, WriteOnly = 1, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, Truncate = 0x200, NonBlocking = 0x800,
        CloseOnExec = 0x80000, Path = 0x200000;

    public static int Directory => Arm64 ? 0x4000 : 0x10000;
    public static int NoFollow => Arm64 ? 0x8000 : 0x20000;
}
