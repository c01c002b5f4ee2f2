using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Devices;

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

    /// <exception cref="MigrationException"><see cref="MigrationFailure.Refused"/>.</exception>
    public static void Check(ContainerId id, ContainerSpec spec, ContainerState state)
    {
        if (Of(id, spec, state) is [var first, ..] findings) throw new MigrationException(MigrationFailure.Refused, id.Value, $"container {id} can't move: {first}", findings);
    }
}
