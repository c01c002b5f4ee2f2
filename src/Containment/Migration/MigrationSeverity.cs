namespace Containment.Migration;

/// <summary>How bad a finding is.</summary>
public enum MigrationSeverity
{
    /// <summary>It may go wrong.</summary>
    Warning,
    /// <summary>It cannot work.</summary>
    Blocker,
}
