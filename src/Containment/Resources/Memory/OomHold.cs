using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.V1;

namespace Containment.Resources.Memory;

/// <summary>
/// For as long as a v1 cgroup's memory is lowered, its processes wait for memory instead of being killed for it
/// (memory.oom_control, Documentation/admin-guide/cgroup-v1/memory.rst, "OOM Control"). A note on disk says how it was, so
/// that it can be put back also after this process was killed.
/// </summary>
internal sealed class OomHold : IDisposable
{
    public const string Control = "memory.oom_control";
    private readonly CgroupDirectory _directory;
    private readonly string _note;
    private readonly OomNote _before;

    private OomHold(CgroupDirectory directory, string note, OomNote before) => (_directory, _note, _before) = (directory, note, before);

    public static OomHold Begin(CgroupDirectory directory, string note)
    {
        Recover(directory, note);
        var before = OomNote.Read(directory);
        // Whole or not at all for whoever reads it.
        File.WriteAllText(note + ".new", before.ToString());
        File.Move(note + ".new", note, overwrite: true);
        var hold = new OomHold(directory, note, before);
        try
        {
            if (!before.Disabled) directory.Write(Control, "1");
            return hold;
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>Puts back what a process left that was killed in the middle.</summary>
    public static void Recover(CgroupDirectory directory, string note)
    {
        if (!File.Exists(note)) return;
        if (directory.Exists && OomNote.TryParse(File.ReadAllText(note), out var before)) new OomHold(directory, note, before).Back(limit: true);
        File.Delete(note);
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
            _directory.Write(LegacyMemory.Limit, OomNote.Number(bytes));
            return true;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EBUSY || refusal.Error == Errno.EINTR)
        {
            return false;
        }
        finally
        {
            _directory.Write(LegacyMemory.Limit, OomNote.Number(_before.Limit));
        }
    }

    public void Dispose()
    {
        Back(limit: false);
        File.Delete(_note);
    }

    private void Back(bool limit)
    {
        if (limit) Write(LegacyMemory.Limit, OomNote.Number(_before.Limit));
        if (!_before.Disabled) Write(Control, "0");
    }

    private void Write(string file, string value)
    {
        try
        {
            _directory.Write(file, value);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENODEV || refusal.Error == Errno.EBUSY)
        {
            // The cgroup is gone, or uses more by now than was allowed then.
        }
    }
}
