namespace Containment.Launch;

/// <summary>All that containment-init will do, in order, decided before anything runs.</summary>
internal sealed record LaunchPlan;
