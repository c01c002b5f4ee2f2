namespace Containment.Linux.Memory;

/// <summary>What a userfaultfd is asked to do besides (UFFDIO_API(2), UFFD_FEATURE_…).</summary>
[Flags]
internal enum FaultFeatures : ulong
{
    None = 0,
    WriteProtect = 1 << 0,

    /// <summary>Tells of new processes, with a userfaultfd for each.</summary>
    Forks = 1 << 1,

    /// <summary>Tells of pages that have moved.</summary>
    Remaps = 1 << 2,

    /// <summary>Tells of pages that were given back and are zeros from then on.</summary>
    Removals = 1 << 3,

    /// <summary>Tells of mappings that are no more.</summary>
    Unmaps = 1 << 6,

    /// <summary>Pages that are not there can be protected too.</summary>
    Unpopulated = 1 << 13,

    /// <summary>The kernel lets a write to a protected page through, and only remembers it (Linux 6.7).</summary>
    Asynchronous = 1 << 15,

    /// <summary>What tracking by write protection needs.</summary>
    Tracking = WriteProtect | Unpopulated | Asynchronous,

    /// <summary>What serving missing pages needs.</summary>
    Serving = Forks | Remaps | Removals | Unmaps,
}
