using Containment.Snapshots;

namespace Containment.Launch;

/// <summary>What becomes the container's root.</summary>
internal abstract record LaunchRoot
{
    /// <summary>An overlay of a container of this library: shared layers below, its own above.</summary>
    public sealed record Layered(RootLayers Layers) : LaunchRoot;

    /// <summary>A directory of somebody else's, used as it is.</summary>
    public sealed record Plain(string Path) : LaunchRoot;

    public static implicit operator LaunchRoot(RootLayers layers) => new Layered(layers);
}
