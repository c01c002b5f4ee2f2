using Containment.Resources.Sampling;

namespace Containment.Resources;

/// <summary>CPU time of a container.</summary>
public struct CpuSample
{
    private Known _user, _system, _throttled;

    /// <summary>CPU time since the start, all CPUs together.</summary>
    public TimeSpan Time { get; internal set; }

    /// <summary>Part of <see cref="Time"/> in user mode.</summary>
    public TimeSpan? User { readonly get => _user.Time; internal set => _user = Known.Of(value); }

    /// <summary>Part of <see cref="Time"/> in the kernel.</summary>
    public TimeSpan? System { readonly get => _system.Time; internal set => _system = Known.Of(value); }

    /// <summary>How long it was held back by its CPU limit, all CPUs together.</summary>
    public TimeSpan? Throttled { readonly get => _throttled.Time; internal set => _throttled = Known.Of(value); }

    /// <summary>How many cores it used, on average since the sample before; 0 in the first.</summary>
    public double Cores { get; internal set; }

    /// <summary>The time between the two samples of <see cref="Cores"/>; zero in the first sample.</summary>
    public TimeSpan Elapsed { get; internal set; }
}
