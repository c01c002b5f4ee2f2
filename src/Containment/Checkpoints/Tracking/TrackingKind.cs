namespace Containment.Checkpoints.Tracking;

/// <summary>By what it is known which pages were written.</summary>
internal enum TrackingKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Marks of the kernel (CONFIG_MEM_SOFT_DIRTY). Nothing is done in the process, but it stands still while they are read.</summary>
    SoftDirty,

    /// <summary>Asynchronous write protection (userfaultfd(2) and PAGEMAP_SCAN, Linux 6.7). The process need not stand still.</summary>
    WriteProtection,
}
