namespace Containment.Bundles;

/// <summary>How to run a root file system: becomes an OCI bundle's config.json.</summary>
/// <param name="Process">The first process.</param>
public sealed record BundleSpec(ProcessSpec Process)
{
    /// <summary>What it sees of the machine.</summary>
    public IsolationSpec Isolation { get; init; } = new();
}
