namespace Containment.Linux.Memory;

/// <summary>The marks that the kernel makes on written pages (Documentation/admin-guide/mm/soft-dirty.rst).</summary>
internal static class SoftDirtyMarks
{
    /// <summary>Clears those of a process; false where it has ended.</summary>
    public static unsafe bool TryClear(int pid)
    {
        var path = $"/proc/{pid}/clear_refs";
        using var file = new Descriptor(LibC.open(path, OpenFlags.WriteOnly | OpenFlags.CloseOnExec, 0));
        var four = (byte)'4';
        if (!file.IsInvalid && LibC.write(file.Number, &four, 1) == 1) return true;
        return Errno.Last == Errno.ENOENT || Errno.Last == Errno.ESRCH ? false : throw new KernelRefusal("write", path, Errno.Last);
    }
}
