using System.Text.Json;
using System.Threading.Channels;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Tracking;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Migration.Files;
using Containment.Migration.Pages;
using Containment.Migration.Planning;
using Containment.Migration.Wire;
using Containment.Networks.Quieting;
using Containment.Resources;
using Containment.Linux.Networks;
using Containment.Linux.Processes;

namespace Containment.Migration.Ends;

/// <summary>A container that leaves this host. It is locked from the first file that is sent until it is gone or goes on.</summary>
internal sealed class ContainerSourceEnd(ContainerHost host, ContainerId id, MigrationStrategy strategy, MigrateOptions options, Guid migrationId, string peer) : ISourceEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ContainerRegistry _registry = host.Containers();
    private readonly Restarting _restarting = new(host.Containers(), id, migrationId);
    private IContainerLock? _held;
    private Dumper? _dumper;
    private TreeSender? _layer;
    private PageRounds? _pages;
    private bool _later, _still;
    private LogSender? _log;

    /// <summary>What the target was asked about already, if it was: to make it reads all of the base.</summary>
    public MoveOffer? Asked { get; init; }

    public async Task<byte[]> OfferAsync(CancellationToken cancellation) =>
        JsonSerializer.SerializeToUtf8Bytes(Asked is { } asked ? asked with { Strategy = strategy } : await OfferMaker.MakeAsync(_registry, id, strategy, cancellation).ConfigureAwait(false), MoveJson.Default.MoveOffer);

    public async Task CopyAsync(ReadOnlyMemory<byte> accepted, ItemSender items, IRoundWatch watch, CancellationToken cancellation)
    {
        var acceptance = JsonSerializer.Deserialize(accepted.Span, MoveJson.Default.MoveAcceptance) ?? throw new WireException("no acceptance");
        _held = await _registry.LockAsync(id, cancellation).ConfigureAwait(false);
        var state = await _registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false);
        if (state.Ownership.Owner != Owner.Here) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} is on its way already");
        StayingBehind.Check(id, await _registry.Store.ReadSpecAsync(id, cancellation).ConfigureAwait(false), state);
        if (acceptance.BaseNeeded) await new TreeSender([state.Layers[0]], [], ItemSection.Base, items).SendRoundAsync(frozen: false, cancellation).ConfigureAwait(false);
        // Before the target has a keeper for it.
        _log = new LogSender(_registry.Paths(id).Log, items);
        await _log.SendRoundAsync(cancellation).ConfigureAwait(false);
        if (strategy.TakesMemory)
        {
            _dumper = await Dumper.PrepareAsync(host, id, leavePages: true, cancellation).ConfigureAwait(false);
            await items.SendAsync(ItemSection.Facts, JsonSerializer.SerializeToUtf8Bytes(_dumper.Facts, MoveJson.Default.ImageFacts), cancellation).ConfigureAwait(false);
        }
        _layer = new TreeSender(_registry.OwnLayers(id, state), state.Layers, ItemSection.Layer, items);
        if (strategy is MigrationStrategy.Live or MigrationStrategy.Hybrid) _pages = Track(items);
        _later = await new PreCopy(host, id, state, options).RunAsync(_layer, _pages, watch, cancellation).ConfigureAwait(false) || strategy == MigrationStrategy.PostCopy;
        await CpuRelief.LiftAsync(host, id, state, cancellation).ConfigureAwait(false);
        await OwnAsync(ownership => ownership with { Owner = Owner.Outgoing, Peer = peer, MigrationId = migrationId.ToString("N") }).ConfigureAwait(false);
        await _registry.EmitAsync(id, ContainerEventKind.MigrationStarted, peer).ConfigureAwait(false);
    }

    public Task QuietAsync(CancellationToken cancellation) => _dumper?.QuietNetworkAsync(cancellation) ?? Task.CompletedTask;

    public async Task FreezeAsync(CancellationToken cancellation)
    {
        if (strategy == MigrationStrategy.NearLive) await _restarting.StopAsync(_held!, options.Stop, cancellation).ConfigureAwait(false);
        if (_dumper is null) return;
        await _dumper.FreezeAsync(cancellation).ConfigureAwait(false);
        _still = true;
        await _dumper.LockNetworkAsync(cancellation).ConfigureAwait(false);
    }

    public async Task DumpAsync(ItemSender items, CancellationToken cancellation)
    {
        if (_dumper is not null)
        {
            var directory = FastDirectory.Create(host, migrationId, MigrationRole.Source);
            // What was written since the last round is sent while CRIU works.
            await LastLookAsync(cancellation).ConfigureAwait(false);
            var last = _pages is null || _later ? Task.CompletedTask : _pages.SendAsync(cancellation);
            await Task.WhenAll(last, _dumper.DumpAsync(directory, cancellation)).ConfigureAwait(false);
            await ImageSender.SendAsync(directory, items, cancellation).ConfigureAwait(false);
            await SendLeftAsync(_dumper.Left, new PageSender(items), cancellation).ConfigureAwait(false);
        }
        await _layer!.SendRoundAsync(frozen: true, cancellation).ConfigureAwait(false);
        await _log!.SendRoundAsync(cancellation).ConfigureAwait(false);
    }

    public async Task ServeAsync(ItemSender items, ChannelReader<ReadOnlyMemory<byte>> wishes, CancellationToken cancellation)
    {
        if (_held is null && !await TryLockAsync(cancellation).ConfigureAwait(false)) throw new ContainmentException(FailureReason.NotFound, id.Value, $"container {id} is not there any more");
        var init = _dumper?.Init ?? (await _registry.Sessions.FindAsync(id, cancellation).ConfigureAwait(false))?.InitPid ?? 0;
        await new PageServing(new PageSender(items), () => Processes(init)).RunAsync(wishes, cancellation).ConfigureAwait(false);
    }

    public Task ThawAsync(CancellationToken cancellation) => ThawAsync(0, cancellation);

    // The target holds the next epoch, so what runs here again takes the one above.
    public Task TakeBackAsync(CancellationToken cancellation) => ThawAsync(2, cancellation);

    private async Task ThawAsync(long epochs, CancellationToken cancellation)
    {
        if (_held is null && !await TryLockAsync(cancellation).ConfigureAwait(false)) return;
        FastDirectory.Delete(host, migrationId, MigrationRole.Source);
        var state = await _registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false);
        await CpuRelief.RestoreAsync(host, id, state, cancellation).ConfigureAwait(false);
        if (_dumper is not null) await _dumper.ThawAsync(cancellation).ConfigureAwait(false);
        else if (IsOurs(state) && strategy.TakesMemory) await ThawLeftAsync(cancellation).ConfigureAwait(false);
        else if (IsOurs(state)) await _restarting.StartAgainAsync(_held!, options.Stop, cancellation).ConfigureAwait(false);
        if (IsOurs(state)) await OwnAsync(ownership => new Ownership(ownership.Epoch + epochs, Owner.Here)).ConfigureAwait(false);
        _restarting.Forget();
        if (!IsOurs(state)) return;
        await _registry.EmitAsync(id, ContainerEventKind.MigrationFailed, peer).ConfigureAwait(false);
    }

    public async Task DeleteAsync(CancellationToken cancellation)
    {
        if (_held is null && !await TryLockAsync(cancellation).ConfigureAwait(false)) return;
        FastDirectory.Delete(host, migrationId, MigrationRole.Source);
        _restarting.Forget();
        if (!IsOurs(await _registry.Store.ReadStateAsync(id, cancellation).ConfigureAwait(false))) return;
        await ReleaseDumperAsync().ConfigureAwait(false);
        await new Ending(_registry).RemoveAsync(_held!, cancellation).ConfigureAwait(false);
        await _registry.EmitAsync(id, ContainerEventKind.MigratedAway, peer).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseDumperAsync().ConfigureAwait(false);
        _log?.Dispose();
        _held?.Dispose();
        _held = null;
    }

    // What an earlier process froze; a container that was paused before the move stays paused.
    private async Task ThawLeftAsync(CancellationToken cancellation)
    {
        if (await _registry.Sessions.FindAsync(id, cancellation).ConfigureAwait(false) is { InitPid: > 0 and var init, Exited.IsCompleted: false })
        {
            using var inside = NetworkNamespace.Of(init);
            await _registry.Links.UnlockAsync(id, (await _registry.Store.ReadSpecAsync(id, cancellation).ConfigureAwait(false)).Networks, inside, cancellation).ConfigureAwait(false);
            await Quiet.EndAsync(inside).ConfigureAwait(false);
        }
        if (RunFacts.Read(_registry.Paths(id).Run) is { Phase: RunPhase.Paused }) return;
        var cgroup = ContainerCgroup.Open(host, id);
        if (cgroup.Exists) await cgroup.ThawAsync(Patience, cancellation).ConfigureAwait(false);
    }

    private PageRounds? Track(ItemSender items)
    {
        if (_dumper is not { LeavesPages: true }) return null;
        var cgroup = ContainerCgroup.Open(host, id);
        _still = cgroup.IsFrozen;
        var standstill = new Standstill(stop => _still ? Task.CompletedTask : cgroup.FreezeAsync(Patience, stop), () => _still ? Task.CompletedTask : cgroup.ThawAsync(Patience, CancellationToken.None));
        return DirtyTracker.Make(TrackingPowers.Look().Choose(), standstill) is { } tracker ? new(tracker, new PageSender(items), () => Processes(_dumper.Init)) : null;
    }

    private Dictionary<int, int> Processes(int init) => init > 0 ? InsideIds.Of(init, ContainerCgroup.Open(host, id).ReadPids()) : [];

    private async Task LastLookAsync(CancellationToken cancellation)
    {
        if (_pages is null) return;
        await _pages.LookAsync(cancellation).ConfigureAwait(false);
        // Nothing is written any more, and CRIU should find the memory as it is without us.
        await _pages.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SendLeftAsync(IReadOnlyList<LeftPages> all, PageSender sender, CancellationToken cancellation)
    {
        foreach (var left in all)
        {
            await sender.SendListAsync(new(PageWord.Kind.Parts, left.Id), left.Parts, cancellation).ConfigureAwait(false);
            var missing = _pages?.MissingOf(left) ?? left.Parts;
            if (_later) await sender.SendListAsync(new(PageWord.Kind.Late, left.Id), missing, cancellation).ConfigureAwait(false);
            else await sender.SendAsync((left.Id, left.Pid), missing, again: _pages?.Knows(left.Id) == true, null, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryLockAsync(CancellationToken cancellation)
    {
        try
        {
            await _registry.ReadyAsync(cancellation).ConfigureAwait(false);
            _held = await _registry.LockAsync(id, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
        {
            return false;
        }
    }

    private bool IsOurs(ContainerState state) => state.Ownership.Owner == Owner.Outgoing && state.Ownership.MigrationId == migrationId.ToString("N");

    private async Task OwnAsync(Func<Ownership, Ownership> change)
    {
        var state = await _registry.Store.ReadStateAsync(id, CancellationToken.None).ConfigureAwait(false);
        await _registry.Store.WriteStateAsync(_held!, state with { Ownership = change(state.Ownership) }, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task ReleaseDumperAsync()
    {
        if (_pages is { } pages) await pages.DisposeAsync().ConfigureAwait(false);
        _pages = null;
        if (_dumper is { } dumper) await dumper.DisposeAsync().ConfigureAwait(false);
        _dumper = null;
    }
}
