namespace Containment.Migration;

/// <summary>Which side of a move a host is.</summary>
public enum MigrationRole
{
    /// <summary>The container came from here.</summary>
    Source,
    /// <summary>The container goes to here.</summary>
    Target,
}
