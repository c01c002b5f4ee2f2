using Containment.Containers.Storing;
using Containment.Launch;
using Containment.Launch.Plans;
using Containment.Volumes;

namespace Containment.Containers.Life;

/// <summary>
/// Gives volumes to a container and takes them away, while it runs or stands. The order is such that whoever has a volume mounted has it
/// in its state, and whoever has it in its state has claimed it: claim, state, mount; and back the other way.
/// </summary>
internal sealed class Attaching(ContainerRegistry registry)
{
    public async Task AttachAsync(ContainerId id, VolumeMount volume, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here) throw NotHere.Refusal(id, status.Ownership, "it can't be given a volume");
        var there = state.Volumes.FirstOrDefault(one => one.Volume == volume.Volume);
        // Named but not mounted it is after a crash in the middle; then this finishes it.
        if (there is not null && there != volume) throw new ContainmentException(FailureReason.AlreadyExists, volume.Volume, $"container {id} has volume {volume.Volume} on {there.Target} already{(there.ReadOnly == volume.ReadOnly ? "" : ", in another way")}");
        IReadOnlyList<VolumeMount> all = there is null ? [.. state.Volumes, volume] : state.Volumes;
        VolumeClaims.Check(all);
        var claims = new VolumeClaims(registry);
        await claims.ClaimAsync(id, [volume], cancellation).ConfigureAwait(false);
        try
        {
            await registry.Store.WriteStateAsync(held, state with { Volumes = all }, CancellationToken.None).ConfigureAwait(false);
            await MountAsync(id, volume, state, status.ProcessId, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await TakeBackAsync(held, state, claims, volume).ConfigureAwait(false);
            throw;
        }
        await registry.EmitAsync(id, ContainerEventKind.VolumeAttached, $"{volume.Volume} on {volume.Target}").ConfigureAwait(false);
    }

    public async Task DetachAsync(ContainerId id, string name, CancellationToken cancellation)
    {
        using var held = await registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false);
        if (state.Volumes.FirstOrDefault(one => one.Volume == name) is not { } volume) throw new ContainmentException(FailureReason.NotFound, name, $"container {id} has no volume {name}");
        var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
        if (status.ProcessId is { } init && await FindAsync(init, volume, cancellation).ConfigureAwait(false) is { } line)
        {
            try
            {
                await Launcher.CarryOutAsync(AttachCompiler.Detach(init, line.Target), cancellation).ConfigureAwait(false);
            }
            catch (KernelException busy) when (busy.ErrorName == "EBUSY")
            {
                throw new ContainmentException(FailureReason.WrongState, name, $"volume {name} is in use on {line.Target}{MountUsers.Text(registry, id, line)}; end what uses it, or stop the container", null, busy);
            }
        }
        await registry.Store.WriteStateAsync(held, state with { Volumes = [.. state.Volumes.Where(one => one != volume)] }, CancellationToken.None).ConfigureAwait(false);
        await new VolumeClaims(registry).ReleaseAsync(id, [name]).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.VolumeDetached, name).ConfigureAwait(false);
    }

    private async Task MountAsync(ContainerId id, VolumeMount volume, ContainerState state, int? init, CancellationToken cancellation)
    {
        // One that does not run is given it by its next start; but it must be one that can be given.
        using var opened = await OpenVolumes.OfAsync(registry.Volumes, [volume], cancellation).ConfigureAwait(false);
        if (init is not { } running || Find(running, opened.All[0]) is not null) return;
        var ids = OwnIds.Current is null ? state.Ids is { } range ? IdMaps.Of(range) : null
            : throw new ContainmentException(FailureReason.Unsupported, id.Value, "an ordinary user can attach volumes only to a container that does not run");
        await Launcher.CarryOutAsync(AttachCompiler.Attach(running, opened.All[0], ids), cancellation).ConfigureAwait(false);
    }

    private async Task TakeBackAsync(IContainerLock held, ContainerState before, VolumeClaims claims, VolumeMount volume)
    {
        try
        {
            await registry.Store.WriteStateAsync(held, before, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException)
        {
            // Then it has it, and its next start mounts it.
            RecoveryLog.Left(registry.Host.Logger<Attaching>(), held.Id, failure);
            return;
        }
        if (before.Volumes.All(one => one.Volume != volume.Volume)) await claims.ReleaseAsync(held.Id, [volume.Volume]).ConfigureAwait(false);
    }

    // By what is mounted and not by where: the container may have moved or covered it.
    private static MountLine? Find(int init, OpenVolume volume) => File.ReadLines($"/proc/{init}/mountinfo").Select(MountLine.Parse)
        .LastOrDefault(line => volume.Type is null ? line.Root.EndsWith($"/volumes/{volume.Mount.Volume}/data", StringComparison.Ordinal) : line.Source == volume.Source);

    private async Task<MountLine?> FindAsync(int init, VolumeMount volume, CancellationToken cancellation)
    {
        // Let go before it is unmounted: who has it open keeps its device.
        using var opened = await OpenVolumes.OfAsync(registry.Volumes, [volume], cancellation).ConfigureAwait(false);
        return Find(init, opened.All[0]);
    }
}
