using Containment.Linux.Descriptors;

namespace Containment.Linux.Memory;

/// <summary>Writes into the memory of another process (process_vm_writev(2)).</summary>
internal static unsafe partial class ForeignMemory
{
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

    [LibraryImport("libc", EntryPoint = "process_vm_writev", SetLastError = true)]
    private static partial nint WriteTo(int pid, Piece* from, nuint fromCount, Piece* to, nuint toCount, nuint flags);

    // struct iovec.
    private readonly struct Piece(byte* start, nuint length)
    {
        public readonly byte* Start = start;
        public readonly nuint Length = length;
    }
}
