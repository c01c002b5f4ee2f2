using Containment.Linux.Descriptors;

namespace Containment.Linux.Memory;

/// <summary>Reads what a process has mapped, also where it may not read it itself.</summary>
internal static class ProcessMemory
{
    /// <returns>Less than asked for at the end of what is mapped.</returns>
    /// <exception cref="KernelRefusal">Nothing is mapped there, or the process is gone.</exception>
    public static int Read(int pid, ulong address, Span<byte> data)
    {
        var read = ForeignMemory.Read(pid, address, data);
        if (read > 0) return read;
        // The vDSO, and what is protected from reading (proc_pid_mem(5)).
        try
        {
            using var memory = File.OpenHandle($"/proc/{pid}/mem");
            read = RandomAccess.Read(memory, data, (long)address);
        }
        catch (IOException refused)
        {
            throw new KernelRefusal("read", $"memory of process {pid} at {address:x}", refused is FileNotFoundException or DirectoryNotFoundException ? Errno.ESRCH : Errno.EIO);
        }
        return read > 0 ? read : throw new KernelRefusal("read", $"memory of process {pid} at {address:x}", Errno.EIO);
    }
}
