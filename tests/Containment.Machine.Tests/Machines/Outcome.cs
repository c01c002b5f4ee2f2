namespace Containment.Machine.Tests.Machines;

/// <summary>How a script in a machine ended, and all it wrote.</summary>
internal sealed record Outcome(int Code, string Output, string Error);
