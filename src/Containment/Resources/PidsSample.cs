using Containment.Resources.Sampling;

namespace Containment.Resources;

/// <summary>Processes and threads of a container.</summary>
public struct PidsSample
{
    private Known _refused;

    /// <summary>How many are alive; 0 in a container that does not run, null where there is no pids controller.</summary>
    public int? Current { get; internal set; }

    /// <summary>Forks refused by the limit.</summary>
    public long? Refused { readonly get => _refused.Value; internal set => _refused = Known.Of(value); }
}
