using Containment.Bundles;
using Containment.Checkpoints.Dumping;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Devices;
using Containment.Resources;

namespace Containment.Migration.Ends;

/// <summary>What can't go along: a container's files move as one layer, without its snapshots, and its volumes are its host's, as is a network that is not its own. One that has any does not move.</summary>
internal static class StayingBehind
{
    public static IReadOnlyList<MigrationFinding> Of(ContainerId id, ContainerSpec spec, ContainerState state) =>
    [
        .. state.Own.Snapshots.Count == 0 ? (IEnumerable<MigrationFinding>)[] : [MigrationFindings.Snapshots(id, state.Own.Snapshots.Count)],
        .. state.Devices.OfType<DeviceSpec.Pci>().Select(device => MigrationFindings.DeviceStays(id, device)),
        .. state.Volumes.Select(volume => MigrationFindings.Volume(id, volume)),
        .. spec.Isolation.Network is NetworkScope.Own ? (IEnumerable<MigrationFinding>)[] : [MigrationFindings.Network(id, spec.Isolation.Network)],
    ];

    /// <summary>The same of what it computes: the containers in it.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="id">The container.</param>
    /// <param name="init">Its first process.</param>
    public static IReadOnlyList<MigrationFinding> Of(ContainerHost host, ContainerId id, int init) =>
        [.. NestedNamespace.Find(init, ContainerCgroup.Open(host, id).ReadPids()).Select(nested => MigrationFindings.Nested(id, nested))];

    /// <exception cref="MigrationException"><see cref="MigrationFailure.Refused"/>.</exception>
    public static void Check(ContainerId id, ContainerSpec spec, ContainerState state, params IReadOnlyList<MigrationFinding> more)
    {
        if ((IReadOnlyList<MigrationFinding>)[.. Of(id, spec, state), .. more] is [var first, ..] findings) throw new MigrationException(MigrationFailure.Refused, id.Value, $"container {id} can't move: {first}", findings);
    }
}
