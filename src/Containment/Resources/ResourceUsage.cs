namespace Containment.Resources;

/// <summary>What a container uses and has used. Null where this kernel does not count it.</summary>
public sealed record ResourceUsage
{
    /// <summary>CPU time since the start, all CPUs together.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Part of <see cref="CpuTime"/> in user mode.</summary>
    public TimeSpan? CpuUser { get; init; }

    /// <summary>Part of <see cref="CpuTime"/> in the kernel.</summary>
    public TimeSpan? CpuSystem { get; init; }

    /// <summary>How long it was held back by its CPU limit.</summary>
    public TimeSpan? CpuThrottled { get; init; }

    /// <summary>Bytes of memory in use, page cache included.</summary>
    public long MemoryCurrent { get; init; }

    /// <summary>The most bytes that were ever in use at once.</summary>
    public long? MemoryPeak { get; init; }

    /// <summary><see cref="MemoryCurrent"/> without the page cache that was not used lately (inactive_file): what can't be taken without harm.</summary>
    public long MemoryWorkingSet { get; init; }

    /// <summary>Bytes of memory of processes, backed by no file.</summary>
    public long? MemoryAnonymous { get; init; }

    /// <summary>Bytes of page cache, tmpfs included.</summary>
    public long? MemoryFile { get; init; }

    /// <summary>Bytes of swap in use.</summary>
    public long? Swap { get; init; }

    /// <summary>How many times the kernel killed for want of memory.</summary>
    public long? OutOfMemoryKills { get; init; }

    /// <summary>Processes and threads alive.</summary>
    public int Pids { get; init; }

    /// <summary>Forks refused by the limit.</summary>
    public long? PidsRefused { get; init; }

    /// <summary>By block device; empty where nothing was read or written, null where it is not counted for this container.</summary>
    public IReadOnlyList<IoUsage>? Io { get; init; }
}
