namespace Containment.Scheduling;

/// <summary>Something that the governor does to a container. How it is done is the machine's matter (cgroup v2, v1).</summary>
/// <param name="Id">The container.</param>
/// <param name="Why">The reason, for logs.</param>
public abstract record GovernorAction(ContainerId Id, string Why)
{
    /// <summary>Lets it have so many bytes of memory; beyond that it is slowed, never killed. Null: all that its own limits allow.</summary>
    public sealed record AllowMemory(ContainerId Id, long? Bytes, string Why) : GovernorAction(Id, Why);

    /// <summary>Takes memory back that it does not need just now.</summary>
    public sealed record ReclaimMemory(ContainerId Id, long Bytes, string Why) : GovernorAction(Id, Why);

    /// <summary>Lets it stand still until there is memory for it: for containers that can't be slowed (cgroup v1).</summary>
    public sealed record Hold(ContainerId Id, string Why) : GovernorAction(Id, Why);

    /// <summary>Lets it go on.</summary>
    public sealed record LetGo(ContainerId Id, string Why) : GovernorAction(Id, Why);

    /// <summary>Sets its share of the CPUs.</summary>
    /// <param name="Id">The container.</param>
    /// <param name="Weight">1 to 10,000.</param>
    /// <param name="Cores">The most it may use; null: what its own limits allow.</param>
    /// <param name="Why">The reason, for logs.</param>
    public sealed record GiveCpu(ContainerId Id, int Weight, double? Cores, string Why) : GovernorAction(Id, Why);
}
