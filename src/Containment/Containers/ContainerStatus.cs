namespace Containment.Containers;

/// <summary>A container at one moment.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Phase">Where in its life it is.</param>
/// <param name="CreatedAt">When it was created here.</param>
public sealed record ContainerStatus(ContainerId Id, ContainerPhase Phase, DateTimeOffset CreatedAt)
{
    /// <summary>When it was last started, restored or moved here; null when it never was.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The host's process id of its first process, while it runs.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How it ended, when it has.</summary>
    public ExitStatus? Exit { get; init; }

    /// <summary>The host id that root inside is, with a user namespace.</summary>
    public uint? FirstHostId { get; init; }

    /// <summary>Whose it is: this host's, or on its way.</summary>
    public Ownership Ownership { get; init; } = Ownership.Initial;
}
