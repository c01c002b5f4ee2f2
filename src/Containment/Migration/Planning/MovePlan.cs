namespace Containment.Migration.Planning;

/// <summary>How a move is done, decided before it begins.</summary>
/// <param name="Strategy">Never <see cref="MigrationStrategy.Auto"/>.</param>
/// <param name="Reasons">Why so.</param>
/// <param name="Estimate">What it would cost; null: not known.</param>
internal sealed record MovePlan(MigrationStrategy Strategy, IReadOnlyList<string> Reasons, MigrationEstimate? Estimate);
