namespace Containment.Oci.States;

/// <summary>A container at one moment.</summary>
internal sealed record ContainerView(StatePaths Paths, ContainerRecord Record, ContainerPhase Phase)
{
    /// <summary>The first process; 0 when it runs no more.</summary>
    public int Pid => Phase is ContainerPhase.Stopped or ContainerPhase.Creating ? 0 : Record.Init!.Pid;

    /// <summary>Its phase in one word of runtime.md.</summary>
    public string Status => Phase.ToString().ToLowerInvariant();

    /// <param name="held">The caller holds it, so nobody is creating it.</param>
    public static ContainerView Of(StatePaths paths, ContainerRecord record, bool held = false) => new(paths, record, PhaseOf(paths, record, held));

    private static ContainerPhase PhaseOf(StatePaths paths, ContainerRecord record, bool held)
    {
        if (record.Init is null) return !held && HeldContainer.IsHeld(paths.Directory) ? ContainerPhase.Creating : ContainerPhase.Stopped;
        if (!record.Init.Lives) return ContainerPhase.Stopped;
        // A damaged record is told by whoever needs the cgroup.
        if (record.FindCgroup() is { IsFrozen: true }) return ContainerPhase.Paused;
        if (File.Exists(paths.StartSocket)) return ContainerPhase.Created;
        return ContainerPhase.Running;
    }
}
