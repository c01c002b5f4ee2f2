namespace Containment.Migration;

/// <summary>What a pre-flight found, on both sides, before anything was changed.</summary>
/// <param name="Findings">Blockers first.</param>
/// <param name="BaseBytes">What the target lacks of the base root file system, in bytes.</param>
/// <param name="FileBytes">The container's own files, in bytes.</param>
/// <param name="MemoryBytes">Its memory, in bytes; 0 when it does not run.</param>
public sealed record MigrationAnalysis(IReadOnlyList<MigrationFinding> Findings, long BaseBytes, long FileBytes, long MemoryBytes)
{
    /// <summary>How it would move; null when it can't in the way that was asked for.</summary>
    public MigrationStrategy? Strategy { get; init; }

    /// <summary>Why so.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>What that would cost; null when it can't.</summary>
    public MigrationEstimate? Estimate { get; init; }

    /// <summary>Nothing found makes the move impossible in the way that was asked for; with <see cref="MigrationStrategy.Auto"/>: in every way.</summary>
    public bool CanMove => Strategy is not null;
}
