using Containment.Linux.Descriptors;

namespace Containment.Linux.Memory;

/// <summary>Reads and writes the memory of another process (process_vm_readv(2), process_vm_writev(2)).</summary>
internal static unsafe partial class ForeignMemory
{
    /// <summary>Reads as much as is there in one piece.</summary>
    /// <returns>Less than asked for where the next page is not mapped or not readable; 0: not even the first.</returns>
    /// <exception cref="KernelRefusal">The process is gone, or not ours to look into.</exception>
    public static int Read(int pid, ulong address, Span<byte> data)
    {
        fixed (byte* start = data)
        {
            var (to, from) = (new Piece(start, (nuint)data.Length), new Piece((byte*)address, (nuint)data.Length));
            var read = ReadFrom(pid, &to, 1, &from, 1, 0);
            if (read >= 0) return (int)read;
            var error = Errno.Last;
            return error == Errno.EFAULT ? 0 : throw new KernelRefusal("process_vm_readv", $"process {pid}", error);
        }
    }

    /// <exception cref="KernelRefusal">Not all of it could be written.</exception>
    public static void Write(int pid, ulong address, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            for (nuint done = 0; done < (nuint)data.Length;)
            {
                var (from, to) = (new Piece(start + done, (nuint)data.Length - done), new Piece((byte*)address + done, (nuint)data.Length - done));
                done += (nuint)KernelRefusal.Check(WriteTo(pid, &from, 1, &to, 1, 0), "process_vm_writev", $"process {pid}");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    private static partial nint ReadFrom(int pid, Piece* to, nuint toCount, Piece* from, nuint fromCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "process_vm_writev", SetLastError = true)]
    private static partial nint WriteTo(int pid, Piece* from, nuint fromCount, Piece* to, nuint toCount, nuint flags);

    // struct iovec.
    private readonly struct Piece(byte* start, nuint length)
    {
        public readonly byte* Start = start;
        public readonly nuint Length = length;
    }
}
