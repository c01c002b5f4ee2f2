using Containment.Bundles;
using Containment.Images;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Containers;

/// <summary>All that is asked of a container: what it is made of, how it runs, what it may use, what it is connected to.</summary>
/// <param name="Id">Its name, one of a kind on its host.</param>
/// <param name="Root">Where its root file system comes from.</param>
/// <param name="Process">Its first process.</param>
public sealed record ContainerSpec(ContainerId Id, RootSource Root, ProcessSpec Process)
{
    /// <summary>What it sees of the machine.</summary>
    public IsolationSpec Isolation { get; init; } = new();

    /// <summary>What it may use. Default: all the machine has.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.Unchanged;

    /// <summary>Its interfaces beside loopback. Default: none.</summary>
    public IReadOnlyList<NetworkSpec> Networks { get; init; } = [];

    /// <summary>Names and values to find it by; they go along when it moves.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
