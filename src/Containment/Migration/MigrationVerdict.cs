namespace Containment.Migration;

/// <summary>What a person has made sure of about a move in doubt.</summary>
public enum MigrationVerdict
{
    /// <summary>The other machine is off, and nobody starts the container there before the two hosts have talked: it goes on here.</summary>
    RunsHere,
    /// <summary>The container runs on the other machine: the frozen copy here is deleted.</summary>
    RunsThere,
}
