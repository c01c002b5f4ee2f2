using Containment.Resources;

namespace Containment.Daemon.Api;

/// <summary>Limits in force, and whether everything asked for is among them.</summary>
internal sealed record LimitsView(bool Complete, ResourceLimits Limits);
