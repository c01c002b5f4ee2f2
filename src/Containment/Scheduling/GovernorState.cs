namespace Containment.Scheduling;

/// <summary>What a policy remembers from one look to the next. Each policy derives its own; nobody else looks inside.</summary>
public abstract record GovernorState;
