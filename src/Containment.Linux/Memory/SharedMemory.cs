namespace Containment.Linux.Memory;

/// <summary>Whether two processes run in the same memory, as the two of a vfork(2) do (kcmp(2)).</summary>
internal static class SharedMemory
{
    private const int Memory = 1;

    /// <summary>False also where one has ended, or the kernel can't say.</summary>
    public static bool IsShared(int pid, int other) => pid != other && LibC.syscall(Call.Kcmp, pid, other, Memory) == 0;
}
