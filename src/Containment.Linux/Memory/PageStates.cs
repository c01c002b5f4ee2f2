namespace Containment.Linux.Memory;

/// <summary>What the kernel tells of a page (ioctl_pagemap_scan(2), PAGE_IS_…).</summary>
[Flags]
internal enum PageStates : ulong
{
    None = 0,

    /// <summary>Its mapping is registered for asynchronous write protection.</summary>
    Protectable = 1,

    /// <summary>It is not write protected: written since it was.</summary>
    Written = 2,

    /// <summary>It is the file's, or shared: not what the process made of it for itself.</summary>
    File = 4,
    Present = 8,
    Swapped = 16,

    /// <summary>It is the kernel's page of zeros.</summary>
    Zero = 32,
    Huge = 64,

    /// <summary>Written since the marks were cleared (CONFIG_MEM_SOFT_DIRTY).</summary>
    SoftDirty = 128,
}
