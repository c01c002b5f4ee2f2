using System.Runtime.CompilerServices;

namespace Containment.Linux.Memory;

/// <summary>Finds out what the kernel can do to know of written pages, on this process.</summary>
internal static unsafe partial class TrackingProbe
{
    private const int ReadWrite = 3, PrivateAnonymous = 0x22, UserModeOnly = 1, CloseOnExec = 0x80000;

    /// <summary>What was just written is marked, where there are marks.</summary>
    public static bool HasSoftDirty()
    {
        var page = mmap(0, (nuint)PageRange.PageSize, ReadWrite, PrivateAnonymous, -1, 0);
        if (page == -1) return false;
        try
        {
            Unsafe.Write((void*)page, 1);
            using var scan = PageScan.TryOpen(Environment.ProcessId);
            List<PageRange> found = [];
            scan?.Find(new((ulong)page, (ulong)page + PageRange.PageSize), PageQuery.SoftDirty, found);
            return found.Count > 0;
        }
        finally
        {
            _ = munmap(page, (nuint)PageRange.PageSize);
        }
    }

    public static bool HasWriteProtection()
    {
        // arm64 has another number, and no calls are made in processes there.
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || !PageScan.IsSupported()) return false;
        var number = LibC.syscall(InsideCalls.UserFaultDescriptor, CloseOnExec | UserModeOnly);
        if (number < 0) return false;
        using var faults = new UserFaults(new Descriptor((int)number));
        try
        {
            faults.Agree(FaultFeatures.Tracking);
            return true;
        }
        catch (KernelRefusal)
        {
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int munmap(nint address, nuint length);
}
