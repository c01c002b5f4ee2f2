using Containment.Bundles.Oci;

namespace Containment.Devices;

/// <summary>All that belongs to a device: what a container is given, and what has to be done on the host first.</summary>
internal sealed record DeviceParts
{
    public IReadOnlyList<NodePart> Nodes { get; init; } = [];
    public IReadOnlyList<LinkPart> Links { get; init; } = [];
    public IReadOnlyList<OciMount> Mounts { get; init; } = [];

    /// <summary>As <c>NAME=value</c>; for processes that begin with it.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public OciHooks? Hooks { get; init; }

    /// <summary>PCI devices that nobody else may have meanwhile.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>PCI devices that must be bound to vfio-pci first.</summary>
    public IReadOnlyList<string> Vfio { get; init; } = [];

    public bool IsEmpty => Nodes.Count == 0 && Links.Count == 0 && Mounts.Count == 0 && Environment.Count == 0 && Hooks is null;

    /// <summary>Both; what both have, once.</summary>
    public DeviceParts With(DeviceParts other) => new()
    {
        Nodes = [.. Nodes, .. other.Nodes.Where(node => Nodes.All(own => own.Target != node.Target))],
        Links = [.. Links.Union(other.Links)],
        Mounts = [.. Mounts, .. other.Mounts.Where(mount => Mounts.All(own => own.Destination != mount.Destination))],
        Environment = [.. Environment.Union(other.Environment)],
        Hooks = Both(Hooks, other.Hooks),
        Addresses = [.. Addresses.Union(other.Addresses)],
        Vfio = [.. Vfio.Union(other.Vfio)],
    };

    /// <summary>Hooks of two, the first's first.</summary>
    public static OciHooks? Both(OciHooks? one, OciHooks? other) => one is null || other is null ? one ?? other : new()
    {
        Prestart = Both(one.Prestart, other.Prestart), CreateRuntime = Both(one.CreateRuntime, other.CreateRuntime), CreateContainer = Both(one.CreateContainer, other.CreateContainer),
        StartContainer = Both(one.StartContainer, other.StartContainer), Poststart = Both(one.Poststart, other.Poststart), Poststop = Both(one.Poststop, other.Poststop),
    };

    private static IReadOnlyList<OciHook>? Both(IReadOnlyList<OciHook>? one, IReadOnlyList<OciHook>? other) => one is null || other is null ? one ?? other : [.. one, .. other];
}
