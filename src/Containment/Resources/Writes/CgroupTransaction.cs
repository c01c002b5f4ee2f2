using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;

namespace Containment.Resources.Writes;

/// <summary>Writes several files. Disposed before <see cref="Commit"/>, it puts back those already written, the last one first.</summary>
internal sealed class CgroupTransaction : IDisposable
{
    private readonly Stack<Action> _undo = new();
    private readonly Stack<CgroupDirectory> _made = new();
    private bool _committed;

    /// <param name="write">What to write.</param>
    /// <param name="toNew">The cgroup is new and goes when this fails, so nothing need be put back.</param>
    /// <param name="field">The field that asks for it, where it is one of a config.json.</param>
    /// <exception cref="KernelException">The kernel refused; names the file, the value and the error.</exception>
    public void Write(CgroupWrite write, bool toNew = false, string? field = null)
    {
        try
        {
            var before = toNew ? null : write.Directory.Read(write.File);
            write.Directory.Write(write.File, write.Value);
            if (before is not null) Push(CgroupUndo.Of(write, before));
        }
        catch (KernelRefusal refusal)
        {
            var remedy = Remedy(write, refusal.Error);
            throw new KernelException(refusal, field is null ? remedy : remedy is null ? field : $"{field}: {remedy}");
        }
    }

    /// <summary>Notes a file that somebody else is about to write, to be put back if it comes to that.</summary>
    public void ToBeWritten(CgroupWrite write) => Push(CgroupUndo.Of(write, write.Directory.Read(write.File)));

    /// <summary>Notes what undoes something that is no write.</summary>
    public void Undo(Action undo) => _undo.Push(undo);

    /// <summary>Notes a directory that is to go again if it comes to that.</summary>
    public void Made(CgroupDirectory directory) => _made.Push(directory);

    public void Commit() => _committed = true;

    public void Dispose()
    {
        if (_committed) return;
        while (_undo.TryPop(out var undo))
        {
            try
            {
                undo();
            }
            catch (KernelRefusal)
            {
                // The value was in force a moment ago; what is left to do is to put the others back. The first error is the one that is told.
            }
        }
        while (_made.TryPop(out var directory)) directory.TryRemove();
    }

    private void Push(CgroupWrite undo) => _undo.Push(() => Back(undo));

    private static void Back(CgroupWrite undo)
    {
        try
        {
            undo.Directory.Write(undo.File, undo.Value);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOSPC && Above(undo) is { Length: > 0 } above)
        {
            // A cpuset that was empty meant all that the one above has; one in which processes are can't be emptied again.
            undo.Directory.Write(undo.File, above);
        }
    }

    private static string? Remedy(CgroupWrite write, Errno error) => write.File switch
    {
        "cpuset.cpus" or "cpuset.mems" => $"it must be within what the cgroup above may use: {Above(write)}",
        "cpu.cfs_quota_us" or "cpu.max" when error == Errno.EINVAL => "on v1 it can't be more than a cgroup above has",
        "cpu.weight" or "cpu.shares" when error == Errno.EINVAL => "a container that is idle has no weight: set CpuIdle to false too",
        "cpu.max.burst" or "cpu.cfs_burst_us" when error == Errno.EINVAL => "the burst can be at most the quota",
        "memory.memsw.limit_in_bytes" or "memory.limit_in_bytes" when error == Errno.EBUSY => "more is in use and can't be reclaimed",
        _ when error == Errno.ENODEV && write.File.Contains("io", StringComparison.Ordinal) => "there is no such disk; partitions can't be limited",
        _ => null,
    };

    private static string? Above(CgroupWrite write) =>
        new CgroupDirectory(Path.GetDirectoryName(write.Directory.Path)!) is var above && above.TryRead($"{write.File}.effective")?.Trim() is { Length: > 0 } effective
            ? effective : above.TryRead(write.File)?.Trim();
}
