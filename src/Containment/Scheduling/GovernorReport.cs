namespace Containment.Scheduling;

/// <summary>One look of a governor: what it saw, what was decided, and what could not be done.</summary>
/// <param name="At">When.</param>
/// <param name="Readings">What was seen.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Failed">Those of its actions that were refused, with the reason.</param>
public sealed record GovernorReport(DateTimeOffset At, GovernorReadings Readings, GovernorDecision Decision, IReadOnlyList<(GovernorAction Action, string Reason)> Failed);
