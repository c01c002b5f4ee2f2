namespace Containment.Scheduling;

/// <summary>What a policy has decided.</summary>
/// <param name="State">What it wants to be told next time.</param>
/// <param name="Actions">What is to be done now, in this order.</param>
/// <param name="NextLook">When it wants to look again at the latest; an alarm may come before.</param>
/// <param name="Short">Whether memory is so short that growth is rationed.</param>
public sealed record GovernorDecision(GovernorState State, IReadOnlyList<GovernorAction> Actions, TimeSpan NextLook, bool Short);
