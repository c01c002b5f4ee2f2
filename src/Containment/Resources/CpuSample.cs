namespace Containment.Resources;

/// <summary>CPU time of a container.</summary>
public struct CpuSample
{
    /// <summary>CPU time since the start, all CPUs together.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>Part of <see cref="Time"/> in user mode.</summary>
    public TimeSpan? User { get; internal set; }

    /// <summary>Part of <see cref="Time"/> in the kernel.</summary>
    public TimeSpan? System { get; internal set; }

    /// <summary>How long it was held back by its CPU limit, all CPUs together.</summary>
    public TimeSpan? Throttled { get; internal set; }

    /// <summary>How many cores it used, on average since the sample before; 0 in the first.</summary>
    public double Cores { get; internal set; }

    /// <summary>The time between the two samples of <see cref="Cores"/>; zero in the first sample.</summary>
    public TimeSpan Elapsed { get; internal set; }
}
