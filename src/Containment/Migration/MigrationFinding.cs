namespace Containment.Migration;

/// <summary>Something that stands in the way of a move, or may.</summary>
/// <param name="Severity">Whether the move is impossible with it.</param>
/// <param name="Code">Its kind, for programs, such as <c>name-taken</c> or <c>io-uring</c>; docs/migration.md lists all.</param>
/// <param name="What">What was seen.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record MigrationFinding(MigrationSeverity Severity, string Code, string What, string Why, string Remedy)
{
    /// <summary>
    /// Only its processes can't go along: strategies that take files alone (<see cref="MigrationStrategy.NearLive"/>,
    /// <see cref="MigrationStrategy.Cold"/>) are possible with it. Default false.
    /// </summary>
    public bool MemoryOnly { get; init; }

    /// <summary>It is no property of the program, and gone when somebody ends something, as an exec or a debugger: <see cref="MigrationStrategy.Auto"/> restarts nothing for it. Default false.</summary>
    public bool Passing { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {What}: {Why}; {Remedy}";
}
