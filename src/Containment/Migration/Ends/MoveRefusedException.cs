namespace Containment.Migration.Ends;

/// <summary>The target can't take a container.</summary>
internal sealed class MoveRefusedException(IReadOnlyList<MigrationFinding> findings)
    : Exception(string.Join("; ", findings.Where(finding => finding.Severity == MigrationSeverity.Blocker)))
{
    public IReadOnlyList<MigrationFinding> Findings { get; } = findings;
}
