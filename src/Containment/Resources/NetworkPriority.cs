namespace Containment.Resources;

/// <summary>The priority of a container's traffic on one interface of the machine (net_prio.ifpriomap of cgroup v1); 0 is usual.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Priority">Higher goes first, as far as the queueing discipline heeds it.</param>
public sealed record NetworkPriority(string Interface, uint Priority)
{
    /// <summary>The interface's name.</summary>
    /// <exception cref="InvalidSpecException">Not one word.</exception>
    public string Interface { get; init => field = NamedKey.Checked("networkPriorities.interface", value); } = NamedKey.Checked("networkPriorities.interface", Interface);
}
