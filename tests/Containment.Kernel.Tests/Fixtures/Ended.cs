namespace Containment.Kernel.Tests.Fixtures;

/// <summary>How a program ended, and all it wrote.</summary>
internal sealed record Ended(int Code, string Output, string Error);
