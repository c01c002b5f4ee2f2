namespace Containment.Migration.Planning;

/// <summary>What is to be done, and why.</summary>
/// <param name="Strategy">Null: nothing is possible.</param>
/// <param name="Reasons">In the order in which they were weighed.</param>
internal sealed record LadderChoice(MigrationStrategy? Strategy, IReadOnlyList<string> Reasons);
