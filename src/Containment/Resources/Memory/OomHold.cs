using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources.Memory;

/// <summary>
/// For as long as a v1 cgroup's memory is lowered, its processes wait for memory instead of being killed for it
/// (memory.oom_control, Documentation/admin-guide/cgroup-v1/memory.rst, "OOM Control").
/// </summary>
internal sealed class OomHold : IDisposable
{
    public const string Control = "memory.oom_control";
    private readonly CgroupDirectory _directory;
    private readonly LoweringNote _note;
    private readonly string _limit;
    private readonly bool _waitAnyway;

    private OomHold(CgroupDirectory directory, LoweringNote note, string limit, bool waitAnyway) => (_directory, _note, _limit, _waitAnyway) = (directory, note, limit, waitAnyway);

    public static OomHold Begin(CgroupDirectory directory, string note)
    {
        LoweringNote.Recover(directory, note);
        var limit = directory.Read(LegacyMemory.Limit).Trim();
        var waitAnyway = CgroupText.Value(directory.Read(Control), "oom_kill_disable") == 1;
        var hold = new OomHold(directory, LoweringNote.Write(directory, note, (LegacyMemory.Limit, limit), (Control, waitAnyway ? "1" : "0")), limit, waitAnyway);
        try
        {
            if (!waitAnyway) directory.Write(Control, "1");
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Whether a process waits for memory now.</summary>
    public bool IsWaitedFor => CgroupText.Value(_directory.Read(Control), "under_oom") == 1;

    /// <summary>
    /// Reclaims until no more than this is in use: v1 does so only for a limit. It is put back at once, since without
    /// headroom whatever needs a page next would have to wait. False when the kernel could not get there.
    /// </summary>
    public bool Below(long bytes)
    {
        try
        {
            return TrySet(bytes);
        }
        finally
        {
            _directory.Write(LegacyMemory.Limit, _limit);
        }
    }

    /// <summary>Sets the limit; false when more is in use and can't be reclaimed.</summary>
    public bool TrySet(long bytes)
    {
        try
        {
            _directory.Write(LegacyMemory.Limit, bytes.ToString(Text.Culture));
            return true;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EBUSY || refusal.Error == Errno.EINTR)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_waitAnyway) _note.Back(Control, "0");
        _note.Dispose();
    }
}
