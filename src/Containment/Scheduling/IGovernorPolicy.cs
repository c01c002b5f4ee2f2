namespace Containment.Scheduling;

/// <summary>
/// Decides who gets how much of one machine. Pure: what it decides depends on its arguments alone, so that it can be tested on traces.
/// An embedding host may bring its own.
/// </summary>
public interface IGovernorPolicy
{
    /// <summary>What is known before the first look.</summary>
    GovernorState Begin();

    /// <summary>Decides from what was known and what is seen now.</summary>
    /// <param name="state">What the decision before gave, or <see cref="Begin"/>.</param>
    /// <param name="readings">What is seen.</param>
    /// <param name="now">When; never earlier than the time before.</param>
    GovernorDecision Decide(GovernorState state, GovernorReadings readings, DateTimeOffset now);
}
