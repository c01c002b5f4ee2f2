using System.Runtime.InteropServices;
using Containment.Checkpoints.Criu;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Migration.Files;
using Containment.Migration.Planning;
using Containment.Resources;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Ends;

/// <summary>Describes a container for another host.</summary>
internal static class OfferMaker
{
    public static async Task<MoveOffer> MakeAsync(ContainerRegistry registry, ContainerId id, MigrationStrategy strategy, CancellationToken cancellation)
    {
        var spec = await registry.Store.ReadSpecAsync(id, cancellation).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(id, cancellation).ConfigureAwait(false);
        var running = status.Phase is ContainerPhase.Running or ContainerPhase.Paused;
        return new MoveOffer(
            Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, state.Now(spec) with { Service = state.Service ?? spec.Service, Disk = state.DiskLike(spec.Disk) }), StateJson.Default.StoredSpec), strategy, running, state.Ownership.Epoch + 1,
            await BaseDigestAsync(state, cancellation).ConfigureAwait(false), state.Ids, state.Limits,
            running ? ContainerCgroup.Open(registry.Host, id).ReadUsage().MemoryCurrent : 0, FileBytes(registry, id, state),
            await KernelAsync(cancellation).ConfigureAwait(false), RuntimeInformation.ProcessArchitecture.ToString())
        {
            Processor = strategy.TakesMemory ? Machine.Processor : [],
            Criu = strategy.TakesMemory ? await VersionAsync(cancellation).ConfigureAwait(false) : null,
        };
    }

    // That there is none is said before, and where it is needed.
    private static async Task<string?> VersionAsync(CancellationToken cancellation)
    {
        try
        {
            return (await CriuVersion.OfAsync(cancellation).ConfigureAwait(false)).ToString();
        }
        catch (ContainmentException)
        {
            return null;
        }
    }

    public static async Task<string> KernelAsync(CancellationToken cancellation) =>
        (await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", cancellation).ConfigureAwait(false)).Trim();

    // Several layers are told by the image's own digest, one by what is in it.
    private static async Task<string?> BaseDigestAsync(ContainerState state, CancellationToken cancellation) =>
        state.Layers.Count == 1 ? await TreeDigest.OfAsync(state.Layers[0], cancellation).ConfigureAwait(false) : state.Digest;

    private static long FileBytes(ContainerRegistry registry, ContainerId id, ContainerState state)
    {
        using var tree = new UpperTree(registry.OwnLayers(id, state), state.Layers);
        return tree.Entries().Sum(entry => entry.Size);
    }
}
