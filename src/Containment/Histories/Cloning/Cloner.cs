using System.Net;
using Containment.Checkpoints;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Going;
using Containment.Histories.Memory;
using Containment.Histories.Taking;
using Containment.Images;
using Containment.Snapshots;

namespace Containment.Histories.Cloning;

/// <summary>Makes containers that begin where another one was: all of them, or none.</summary>
internal sealed class Cloner(ContainerRegistry registry)
{
    public async Task<IReadOnlyList<Container>> RunAsync(ContainerSpec original, IReadOnlyList<ContainerId> ids, CloneOptions options, CancellationToken cancellationToken)
    {
        if (ids.Count == 0 || ids.Distinct().Count() != ids.Count) throw new InvalidSpecException("clone.ids", string.Join(' ', ids), "one name or more, none of them twice");
        using var container = await HeldContainer.TakeAsync(registry, original.Id, cancellationToken).ConfigureAwait(false);
        var snapshot = options.Snapshot is { } name ? SnapshotShelf.Known(original.Id, container.State.Own, name) : null;
        if (snapshot is null && container.Runs)
            throw new ContainmentException(FailureReason.WrongState, original.Id.Value, $"container {original.Id} runs; take a snapshot and clone that, or stop it");
        if (options.Reseed is not null && snapshot?.Memory is null) throw new InvalidSpecException("clone.reseed", "set", "nothing, as the clones don't run yet");
        if (snapshot?.Memory is not null) CheckpointPowers.Check(original.Id);
        var state = snapshot is null ? await SealAsync(container, cancellationToken).ConfigureAwait(false) : container.State;
        var chain = snapshot?.Layers ?? state.Own.Below;
        await Task.Run(() => new RollingBack(registry).Verify(original.Id, state.Own, chain, cancellationToken), cancellationToken).ConfigureAwait(false);
        var store = new MemoryStore(registry.Paths(original.Id));
        var saved = snapshot?.Memory is { } digest ? store.Read(snapshot.Name, digest) : null;
        var verified = saved is null ? null : Task.Run(() => store.Verify(snapshot!.Name, saved, anyway: false, cancellationToken), cancellationToken);
        var memory = saved is null ? null : new CloneMemory(registry, saved, store.Images(snapshot!.Name), verified!);
        var files = new CloneFiles(registry, [.. chain.Select(number => registry.Snapshots.UpperOf(original.Id, number))], state.Layers);
        try
        {
            return await MakeAsync(container.State.Now(original) with { Volumes = container.State.Volumes, Disk = state.DiskLike(original.Disk) }, ids, options, new(state.Layers, state.Digest), files, memory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (memory is not null) await memory.SettleAsync().ConfigureAwait(false);
            if (verified is { IsCompletedSuccessfully: true }) store.Renew(snapshot!.Name, saved!, await verified.ConfigureAwait(false));
        }
    }

    private async Task<IReadOnlyList<Container>> MakeAsync(ContainerSpec original, IReadOnlyList<ContainerId> ids, CloneOptions options, RootTree tree, CloneFiles files, CloneMemory? memory, CancellationToken cancellationToken)
    {
        var taken = await TakenAsync(cancellationToken).ConfigureAwait(false);
        List<Container> made = [];
        try
        {
            foreach (var id in ids)
            {
                var spec = CloneDescription.Of(original, id, taken);
                spec = CloneDescription.Checked(options.Describe?.Invoke(spec) ?? spec, id);
                var ownership = memory is null ? Ownership.Initial : new Ownership(Ownership.Initial.Epoch, Owner.Incoming, $"clone of {original.Id}");
                var clone = await new Creation(registry).RunAsync(spec, ownership, from: new(tree, (own, stop) => Task.Run(() => files.Make(id, own, stop), stop)), cancellationToken: cancellationToken).ConfigureAwait(false);
                made.Add(clone);
                ChangeSteps.Of(registry.Host).Reached("created");
                if (memory is not null) await GoOnAsync(clone, memory, options, cancellationToken).ConfigureAwait(false);
            }
            return made;
        }
        catch
        {
            foreach (var clone in made) await new Withdrawal(registry).RunAsync(clone).ConfigureAwait(false);
            throw;
        }
    }

    private async Task GoOnAsync(Container clone, CloneMemory memory, CloneOptions options, CancellationToken cancellationToken)
    {
        await memory.GoOnAsync(clone, options.Snapshot, cancellationToken).ConfigureAwait(false);
        if (options.Reseed is not { } reseed) return;
        var process = reseed with { Environment = new Dictionary<string, string>(reseed.Environment) { ["CONTAINMENT_CLONE"] = clone.Id.Value } };
        await using var session = await clone.ExecAsync(process, null, cancellationToken).ConfigureAwait(false);
        await session.Input.DisposeAsync().ConfigureAwait(false);
        var said = await Task.WhenAll(ReadAsync(session.Output, cancellationToken), ReadAsync(session.Error, cancellationToken)).ConfigureAwait(false);
        if (await session.WaitAsync(cancellationToken).ConfigureAwait(false) is { Code: not 0 } exit)
            throw new ContainmentException(FailureReason.ToolFailed, clone.Id.Value, $"{reseed.Command[0]}, which was to re-seed clone {clone.Id}, ended with {exit}: {Brief.Text(string.Concat(said).Trim())}");
    }

    private static async Task<string> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    // What it wrote is sealed, so that clones can share it; it goes on writing to a new layer.
    private async Task<ContainerState> SealAsync(HeldContainer container, CancellationToken cancellationToken) =>
        await new LayerChange(registry, container.Lock, container.State).RunAsync(() => Task.Run(() => UpperSealing.Run(registry, container, content: false, cancellationToken).Own, cancellationToken)).ConfigureAwait(false);

    private async Task<HashSet<IPAddress>> TakenAsync(CancellationToken cancellationToken)
    {
        HashSet<IPAddress> taken = [];
        foreach (var id in await registry.Store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                foreach (var network in (await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false)).Networks)
                    taken.UnionWith(network.Addresses.Select(address => address.Address).Concat(network.Gateways));
            }
            catch (ContainmentException gone) when (gone.Reason is FailureReason.NotFound or FailureReason.Corrupt)
            {
                // It has no address that anybody knows.
            }
        }
        return taken;
    }
}
