namespace Containment.Migration;

/// <summary>How bad a finding is.</summary>
public enum MigrationSeverity
{
    /// <summary>It makes a difference that one should know of.</summary>
    Note,
    /// <summary>It may go wrong.</summary>
    Warning,
    /// <summary>It cannot work.</summary>
    Blocker,
}
