namespace Containment.Resources;

/// <summary>What the kernel's merging of equal pages (KSM) does for a container, all its processes together (proc_pid_ksm_stat, Documentation/admin-guide/mm/ksm.rst).</summary>
/// <param name="MergedBytes">Bytes of its memory that it shares with equal pages, its own or others'. One copy of each stays, and belongs to whoever had it first.</param>
/// <param name="CostBytes">Bytes that the kernel needs to keep track of its pages.</param>
public sealed record MergedMemory(long MergedBytes, long CostBytes)
{
    /// <summary>Nothing merged.</summary>
    public static MergedMemory Zero { get; } = new(0, 0);

    /// <summary>What remains of the gain.</summary>
    public long SavedBytes => MergedBytes - CostBytes;
}
