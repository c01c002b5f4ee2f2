namespace Containment.Probe;

/// <summary>One line of what a probe writes.</summary>
internal sealed record Finding(string Name, string? Value);
