using System.Globalization;
using Containment.Linux.Descriptors;

namespace Containment.Linux.Memory;

/// <summary>The numbers of calls that are made in other processes: those of x86-64, as <see cref="TracedProcess"/>.</summary>
internal static class InsideCalls
{
    public const int Close = 3, MemoryMap = 9, MemoryUnmap = 11, Ioctl = 16, ReceiveMessage = 47, SocketPair = 53, UserFaultDescriptor = 323;
    private const ulong ReadWrite = 3, PrivateAnonymous = 0x22;

    /// <summary>Does something with a page of memory of its own in the process, which is gone afterwards.</summary>
    public static T WithPage<T>(TracedProcess inside, Func<ulong, T> work)
    {
        var page = (ulong)inside.Call("mmap", MemoryMap, 0, PageRange.PageSize, ReadWrite, PrivateAnonymous, ulong.MaxValue, 0);
        try
        {
            return work(page);
        }
        finally
        {
            inside.Call("munmap", MemoryUnmap, page, PageRange.PageSize);
        }
    }

    /// <summary>Reads a few bytes of its memory.</summary>
    public static void Read(int pid, ulong address, Span<byte> into)
    {
        using var memory = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/mem"));
        if (RandomAccess.Read(memory, into, (long)address) != into.Length) throw new KernelRefusal("read", $"memory of process {pid}", Errno.EIO);
    }
}
