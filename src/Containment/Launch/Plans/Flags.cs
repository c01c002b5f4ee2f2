namespace Containment.Launch.Plans;

/// <summary>The numbers of the calls that plans use (include/uapi/linux). Those here are the same on x86-64 and arm64.</summary>
internal static class Flags
{
    public const long AtCwd = -100, EmptyPath = 0x1000, Recursive = 0x8000;

    public const long ReadOnly = 0, WriteOnly = 1, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, NoControllingTerminal = 0x100, Append = 0x400,
        NonBlocking = 0x800, CloseOnExec = 0x80000, PathOnly = 0x200000;

    /// <summary>Where the architectures differ (asm/fcntl.h).</summary>
    public static long DirectoryOnly { get; } = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? 0x4000 : 0x10000;

    public const long NewTime = 0x80, NewMount = 0x20000, NewCgroup = 0x2000000, NewUts = 0x4000000, NewIpc = 0x8000000, NewUser = 0x10000000,
        NewPid = 0x20000000, NewNetwork = 0x40000000;

    /// <summary>The new process is a sibling (clone(2)).</summary>
    public const long SameParent = 0x8000;
    public const long OpenTreeClone = 1, MoveFromEmpty = 4, MoveToEmpty = 0x40;
    public const long SetFlag = 0, SetString = 1, SetDescriptor = 5, CreateFileSystem = 6;
    public const ulong IdMap = 0x100000, AttributeReadOnly = 1;
    public const long MountPrivateRecursive = 1 << 18 | 0x4000, Detach = 2;

    public const long CharacterDevice = 0x2000, BlockDevice = 0x6000, Fifo = 0x1000, Regular = 0x8000;

    public const long DeathSignal = 1, Dumpable = 4, KeepCapabilities = 8, DropBounding = 24, SetSecureBits = 28, NoNewPrivileges = 38, Ambient = 47, AmbientRaise = 2, MemoryMerge = 67;
    public const long Linux32 = 8;
    public const long NoSetuidFixup = 4;

    public const long TerminalControl = 0x540E, TerminalSize = 0x5414, TerminalUnlock = 0x40045431, TerminalPeer = 0x5441;
}
