namespace Containment.Containers.Life;

/// <summary>What was last done to the present run of a container.</summary>
internal enum RunPhase
{
    /// <summary>A start is under way, or broke off.</summary>
    Starting,
    Running,
    Paused,
    /// <summary>Its keeper died, and what was left of it was killed.</summary>
    Lost,
}
