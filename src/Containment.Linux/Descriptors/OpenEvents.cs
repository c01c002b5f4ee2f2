namespace Containment.Linux.Descriptors;

/// <summary>Opens and reads of files that wait until somebody lets them (fanotify(7), permission events). Needs CAP_SYS_ADMIN on the machine.</summary>
internal sealed unsafe partial class OpenEvents : IDisposable
{
    private const uint CloseOnExec = 1, NonBlocking = 2, BeforeContent = 4, UnlimitedQueue = 0x10, UnlimitedMarks = 0x20;
    private const uint Add = 1, OnlyDirectory = 8;
    private const ulong Opens = 0x10000, Reads = 0x20000, OfChildren = 0x08000000;
    private const int LargeFile = 0x8000;
    private static readonly int InitCall = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 262 : 300;
    private readonly Descriptor _group;

    private OpenEvents(Descriptor group) => _group = group;

    /// <summary>The group's descriptor. Once all copies of it are closed, whoever waits goes on.</summary>
    public int Number => _group.Number;

    /// <summary>Null where the kernel does not let this process.</summary>
    public static OpenEvents? TryStart()
    {
        var group = LibC.syscall(InitCall, (nint)(CloseOnExec | NonBlocking | BeforeContent | UnlimitedQueue | UnlimitedMarks), OpenFlags.ReadOnly | OpenFlags.CloseOnExec | LargeFile);
        return group < 0 ? null : new(new Descriptor((int)group));
    }

    /// <summary>From now on, opens and reads of the files of a directory wait, by whatever mount they come.</summary>
    public void Watch(string directory)
    {
        const int currentDirectory = -100;
        KernelRefusal.Check(fanotify_mark(_group.Number, Add | OnlyDirectory, Opens | Reads | OfChildren, currentDirectory, directory), "fanotify_mark", directory);
    }

    public void Dispose() => _group.Dispose();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int fanotify_mark(int group, uint flags, ulong mask, int directory, string path);
}
