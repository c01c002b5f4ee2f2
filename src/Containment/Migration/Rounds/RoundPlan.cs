namespace Containment.Migration.Rounds;

/// <summary>What the caller wants of the rounds.</summary>
/// <param name="Budget">How long it may stand still.</param>
/// <param name="Fixed">How long it stands still for everything but the rest of the rounds, as far as is known.</param>
/// <param name="Most">The most rounds.</param>
/// <param name="WhenStuck">What to do when rounds don't get shorter.</param>
/// <param name="PostCopy">Whether the rest may come later in any case.</param>
internal sealed record RoundPlan(TimeSpan Budget, TimeSpan Fixed, int Most, NonConvergence WhenStuck, bool PostCopy);
