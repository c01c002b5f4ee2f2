namespace Containment.Migration;

/// <summary>Something that stands in the way of a move, or may.</summary>
/// <param name="Severity">Whether the move is impossible with it.</param>
/// <param name="Code">Its kind, for programs, such as <c>name-taken</c> or <c>cpu-features</c>.</param>
/// <param name="What">What was seen.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record MigrationFinding(MigrationSeverity Severity, string Code, string What, string Why, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {What}: {Why}; {Remedy}";
}
