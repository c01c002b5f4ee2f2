namespace Containment.Migration;

/// <summary>What a pre-flight found, on both sides, before anything was changed.</summary>
/// <param name="Findings">Blockers first.</param>
/// <param name="BaseBytes">What the target lacks of the base root file system, in bytes.</param>
/// <param name="FileBytes">The container's own files, in bytes.</param>
/// <param name="MemoryBytes">Its memory, in bytes; 0 when it does not run.</param>
public sealed record MigrationAnalysis(IReadOnlyList<MigrationFinding> Findings, long BaseBytes, long FileBytes, long MemoryBytes)
{
    /// <summary>Nothing found makes the move impossible.</summary>
    public bool CanMove => Findings.All(finding => finding.Severity != MigrationSeverity.Blocker);
}
