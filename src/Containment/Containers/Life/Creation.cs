using Containment.Bundles;
using Containment.Containers.Guests;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Networks;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Containers.Life;

/// <summary>Makes containers: checks everything first, then takes the name, then makes the parts, and writes the state last.</summary>
internal sealed class Creation(ContainerRegistry registry)
{
    /// <param name="spec">What is asked for.</param>
    /// <param name="ownership">Whose it is; only one that is here will start.</param>
    /// <param name="preferredIds">The host ids to take if they are free.</param>
    /// <param name="from">What it is made from; null: what its root source gives.</param>
    /// <param name="announce">Says that it was created; a move says something else.</param>
    /// <param name="cancellationToken">Undoes what was made.</param>
    public async Task<Container> RunAsync(ContainerSpec spec, Ownership ownership, IdRange? preferredIds = null, CreationContent? from = null, bool announce = true, CancellationToken cancellationToken = default)
    {
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        // Until the container's state names its layers, nothing else keeps them from being collected.
        using var used = await registry.Images.Catalog.UseAsync(cancellationToken).ConfigureAwait(false);
        var tree = from?.Tree ?? await registry.Images.ResolveAsync(spec.Root, null, cancellationToken).ConfigureAwait(false);
        spec = WithDevices(WithStopSignal(spec, tree.Config));
        await CheckAsync(spec, tree, cancellationToken).ConfigureAwait(false);
        using var held = await ReserveAsync(spec.Id, cancellationToken).ConfigureAwait(false);
        try
        {
            spec = spec with { Networks = registry.Networks.Claims.Claim(spec.Id, spec.Networks) };
            // Only now all addresses are known.
            if (spec.Networks.Count > 0) await registry.Links.PlanAsync(spec.Id, spec.Networks, cancellationToken).ConfigureAwait(false);
            await registry.Rules.CheckAsync(spec.Id, spec.Networks, cancellationToken).ConfigureAwait(false);
            await new VolumeClaims(registry).ClaimAsync(spec.Id, spec.Volumes, cancellationToken).ConfigureAwait(false);
            await MakeAsync(held, spec, tree, ownership, preferredIds, from, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // While the name is still its own.
            registry.Networks.Claims.Release(spec.Id, spec.Networks);
            await new Demolition(registry).AfterFailureAsync(held, all: true).ConfigureAwait(false);
            await new VolumeClaims(registry).ReleaseAsync(spec.Id, spec.Volumes.Select(volume => volume.Volume)).ConfigureAwait(false);
            throw;
        }
        if (announce) await registry.EmitAsync(spec.Id, ContainerEventKind.Created).ConfigureAwait(false);
        return new Container(registry.Host, spec);
    }

    // Written down now: a container outlives its image. Who says that its first process is an init says what ends that too.
    private static ContainerSpec WithStopSignal(ContainerSpec spec, ImageConfig? image) =>
        spec.StopSignal is null && spec.Isolation.FirstProcess != FirstProcess.System && Signal.TryParse(image?.StopSignal, null, out var signal) ? spec with { StopSignal = signal } : spec;

    // The description says what it may open, as it does for whoever asks for it by hand.
    private static ContainerSpec WithDevices(ContainerSpec spec)
    {
        if (!spec.Isolation.Nesting || spec.RuntimeConfig is not null) return spec;
        var missing = NestedHost.DeviceRules.Select(rule => DevicePermission.Allow(rule)).Where(rule => !spec.Limits.Devices.Any(other => other.Covers(rule)));
        return spec with { Limits = spec.Limits with { Devices = [.. missing, .. spec.Limits.Devices] } };
    }

    private async Task<IContainerLock> ReserveAsync(ContainerId id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var held = await registry.Store.ReserveAsync(id, cancellationToken).ConfigureAwait(false);
            if (!held.HasRemains) return held;
            // A new container must find nothing of an old one, least of all its files.
            using (held) await new Demolition(registry).AllAsync(held, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task MakeAsync(IContainerLock held, ContainerSpec spec, RootTree tree, Ownership ownership, IdRange? preferredIds, CreationContent? from, CancellationToken cancellationToken)
    {
        IdRange? ids = spec.Isolation.UserNamespace && OwnIds.Current is null ? await registry.Store.AllocateIdsAsync(held, spec.Isolation.Ids, preferredIds, cancellationToken).ConfigureAwait(false) : null;
        var disk = registry.Quotas.Settle(spec.Disk, spec.Isolation.UserNamespace);
        if (disk is not null) await registry.Quotas.MakeAsync(spec.Id, disk, cancellationToken).ConfigureAwait(false);
        var own = registry.Snapshots.Begin(spec.Id, tree);
        if (from is not null) own = await from.Fill(own, cancellationToken).ConfigureAwait(false);
        ContainerCgroup.Create(registry.Host, spec.Id, spec.Limits, RuntimeSpecs.Resources(spec), everywhere: spec.Isolation.Nesting);
        var state = new ContainerState { CreatedAt = registry.Now, Ownership = ownership, Ids = ids, Layers = tree.Layers, Own = own, Digest = tree.Digest, Limits = spec.Limits, Volumes = spec.Volumes, Devices = spec.Devices, Disk = disk };
        await registry.Store.AddAsync(held, spec, state, cancellationToken).ConfigureAwait(false);
    }

    // Everything that a start would refuse and that can be known now.
    private async Task CheckAsync(ContainerSpec spec, RootTree tree, CancellationToken cancellationToken)
    {
        RuntimeSpecs.CheckNesting(spec.Isolation, OwnIds.Current);
        RuntimeSpecs.Of(spec, tree.Layers, spec.Isolation.UserNamespace ? new IdRange(registry.Host.Options.FirstSubordinateId, spec.Isolation.Ids) : null);
        GuestPreparation.Check(spec);
        NetworkSharing.Check(spec);
        VolumeClaims.Check(spec.Volumes);
        DeviceRules.Check(registry, spec.Devices);
        if (registry.Quotas.Settle(spec.Disk, spec.Isolation.UserNamespace) is not { Kind: DiskQuotaKind.Image }) LayerGround.Check(registry.Host.Options.StateDirectory);
        foreach (var (mount, index) in spec.Isolation.Mounts.Select((mount, index) => (mount, index)))
        {
            if (mount.Source is { } source && !Path.Exists(source)) throw new InvalidSpecException($"isolation.mounts[{index}].source", source, "a directory or file that is there");
        }
        NetworkRules.Check(spec.Networks);
    }
}
