using System.Text.Json;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Restoring;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Migration.Files;
using Containment.Migration.Journals;
using Containment.Migration.Pages;
using Containment.Migration.Planning;
using Containment.Migration.Wire;
using Containment.Resources;

namespace Containment.Migration.Ends;

/// <summary>A container that comes to this host. From its creation on it is locked, and incoming in the store.</summary>
internal sealed class ContainerTargetEnd(ContainerHost host, MoveRecord record) : ITargetEnd
{
    private readonly ContainerRegistry _registry = host.Containers();
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly BaseTrees _bases = new(host);
    private readonly ContainerId _id = record.Container;
    private readonly PartialMove _partial = new(host, record.PeerFingerprint, record.Container);
    private bool _keep;
    private MoveOffer? _offer;
    private ContainerSpec? _spec;
    private IContainerLock? _held;
    private TreeReceiver? _base, _layer;
    private ImageReceiver? _images;
    private PageStore? _pages;
    private LateFilling? _filling;
    private LogReceiver? _log;
    private Restorer? _restorer;
    private ItemSection _section;

    public async Task<byte[]> PrepareAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation)
    {
        (_offer, _spec) = OfferJudge.Read(offer);
        if (_offer.Epoch != record.Epoch || _spec.Id != _id) throw new WireException("an offer of something else");
        var (findings, found) = await new OfferJudge(host).JudgeAsync(_offer, _spec, cancellation).ConfigureAwait(false);
        if (findings.Any(finding => finding.Severity == MigrationSeverity.Blocker)) throw new MoveRefusedException(findings);
        if (found is not null) await CreateAsync(found, cancellation).ConfigureAwait(false);
        else _base = new TreeReceiver(_bases.BeginReceiving(record.MigrationId), ItemSection.Base, _partial);
        return JsonSerializer.SerializeToUtf8Bytes(new MoveAcceptance(found is null), MoveJson.Default.MoveAcceptance);
    }

    public IReadOnlyCollection<KeptFile> Kept => _partial.Find();

    public void KeepReceived() => _keep = true;

    public async Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
    {
        if (section != ItemSection.Base && _base is not null) await EndBaseAsync(cancellation).ConfigureAwait(false);
        _section = section;
        switch (section)
        {
            case ItemSection.Base: (_base ?? throw new WireException("a base that was not asked for")).Begin(header); break;
            case ItemSection.Layer: _layer!.Begin(header); break;
            case ItemSection.Log: (_log ??= new LogReceiver(_registry.Paths(_id).Log)).Begin(header.Span); break;
            case ItemSection.Memory: (_images ?? throw new WireException("memory before its facts")).Begin(header.Span); break;
            case ItemSection.Pages: (_pages ?? throw new WireException("pages before their facts")).Begin(header.Span); break;
            case ItemSection.Facts: await FactsAsync(header, cancellation).ConfigureAwait(false); break;
            default: throw new WireException($"an item of {section}");
        }
    }

    public Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        switch (_section)
        {
            case ItemSection.Base: _base!.Chunk(offset, bytes.Span); break;
            case ItemSection.Layer: _layer!.Chunk(offset, bytes.Span); break;
            case ItemSection.Log: _log!.Chunk(offset, bytes.Span); break;
            case ItemSection.Memory: _images!.Chunk(offset, bytes.Span); break;
            case ItemSection.Pages: _pages!.Chunk(offset, bytes.Span); break;
            default: throw new WireException("content of what has none");
        }
        return Task.CompletedTask;
    }

    public Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation)
    {
        switch (_section)
        {
            case ItemSection.Base: _base!.End(trailer.Span); break;
            case ItemSection.Layer: _layer!.End(trailer.Span); break;
            case ItemSection.Log: _log!.End(); break;
            case ItemSection.Memory: _images!.End(); break;
        }
        return Task.CompletedTask;
    }

    public async Task RestoreAsync(CancellationToken cancellation)
    {
        if (_layer is null || (record.Strategy.TakesMemory && _restorer is null)) throw new WireException("the end before all was there");
        Func<int, IReadOnlyDictionary<int, int>, Task>? standing = record.Strategy.LetsMemoryFollow && _pages is { Lists.Count: > 0 } pages
            ? async (init, pids) => pages.Filling = _filling = await LateFilling.BeginAsync(pages, init, pids, ContainerCgroup.Open(host, _id)).ConfigureAwait(false)
            : null;
        var fill = standing is null ? _pages?.Fill() : null;
        if (_restorer is not null) await _restorer.RestoreAsync(FastDirectory.ImagesOf(host, record.MigrationId, MigrationRole.Target), closeConnections: false, fill, standing, cancellation).ConfigureAwait(false);
    }

    public async Task ActivateAsync(CancellationToken cancellation)
    {
        if (_held is null) await (await ReviveAsync(cancellation).ConfigureAwait(false) ?? throw Reviving.Gone(_id)).TakeUpAsync(cancellation).ConfigureAwait(false);
        else if (_restorer is not null)
        {
            // Said before it is done, so that recovery never takes apart what may run.
            RunFacts.Change(_registry.Paths(_id).Run, RunPhase.Running);
            await _restorer.CommitAsync(cancellation).ConfigureAwait(false);
        }
        else if (record.Strategy == MigrationStrategy.NearLive) await new Reviving(_registry, record, _held).StartAsync(cancellation).ConfigureAwait(false);
        if (!record.Strategy.LetsMemoryFollow) await FinishAsync(cancellation).ConfigureAwait(false);
    }

    public async Task FillAsync(Func<ReadOnlyMemory<byte>, Task> want, CancellationToken cancellation)
    {
        if (_held is null) await (await ReviveAsync(cancellation).ConfigureAwait(false) ?? throw Reviving.Gone(_id)).ExpectWholeAsync(cancellation).ConfigureAwait(false);
        if (_filling is { } filling)
        {
            await filling.RunAsync(want, cancellation).ConfigureAwait(false);
            await filling.DisposeAsync().ConfigureAwait(false);
            _filling = null;
        }
        await FinishAsync(cancellation).ConfigureAwait(false);
    }

    public Task AskAgainAsync() => _filling?.AskAgainAsync() ?? Task.CompletedTask;

    // Whatever its ownership says by now: with this epoch it is the copy that was taken back. One that moved on since has another.
    public async Task YieldAsync(CancellationToken cancellation)
    {
        await EndFillingAsync().ConfigureAwait(false);
        await _registry.ReadyAsync(cancellation).ConfigureAwait(false);
        if (_held is null && !await TryLockAsync(cancellation).ConfigureAwait(false)) return;
        var ownership = (await _registry.Store.ReadStateAsync(_id, cancellation).ConfigureAwait(false)).Ownership;
        if (ownership.Epoch == record.Epoch && ownership.Owner != Owner.Outgoing) await new Ending(_registry).RemoveAsync(_held!, cancellation).ConfigureAwait(false);
        await ReleaseAsync().ConfigureAwait(false);
        await _registry.EmitAsync(_id, ContainerEventKind.MigratedAway, record.PeerName).ConfigureAwait(false);
    }

    public async Task CleanUpAsync(CancellationToken cancellation)
    {
        await EndFillingAsync().ConfigureAwait(false);
        var received = (IReadOnlyList<KeptFile>)(_keep ? [.. _base?.Stop() ?? [], .. _layer?.Stop() ?? []] : []);
        var begun = _base is not null || _layer is not null;
        _layer?.Dispose();
        _log?.Dispose();
        _base?.Dispose();
        _images?.Dispose();
        _pages?.Dispose();
        if (_restorer is not null) await _restorer.DisposeAsync().ConfigureAwait(false);
        _restorer = null;
        if (_keep) await KeepAsync(received, cancellation).ConfigureAwait(false);
        else if (begun) _partial.Discard();
        _bases.Discard(record.MigrationId);
        FastDirectory.Delete(host, record.MigrationId, MigrationRole.Target);
        await _registry.ReadyAsync(cancellation).ConfigureAwait(false);
        if (_held is null && !await TryLockAsync(cancellation).ConfigureAwait(false)) return;
        if (!IsOurs(await _registry.Store.ReadStateAsync(_id, cancellation).ConfigureAwait(false)))
        {
            await ReleaseAsync().ConfigureAwait(false);
            return;
        }
        await ContainerCgroup.Open(host, _id).KillAsync(Patience, cancellation).ConfigureAwait(false);
        await new Ending(_registry).RemoveAsync(_held!, cancellation).ConfigureAwait(false);
        await ReleaseAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _layer?.Dispose();
        _log?.Dispose();
        _base?.Dispose();
        _images?.Dispose();
        _pages?.Dispose();
        await ReleaseAsync().ConfigureAwait(false);
    }

    // What lacks pages dies before anything that could give them goes.
    private async Task EndFillingAsync()
    {
        if (_filling is { } filling) await filling.DisposeAsync().ConfigureAwait(false);
        _filling = null;
    }

    private async Task FinishAsync(CancellationToken cancellation)
    {
        await SettleInAsync(cancellation).ConfigureAwait(false);
        await ReleaseAsync().ConfigureAwait(false);
        FastDirectory.Delete(host, record.MigrationId, MigrationRole.Target);
        _partial.Discard();
        await _registry.EmitAsync(_id, ContainerEventKind.MigratedHere, record.PeerName).ConfigureAwait(false);
    }

    // It runs already: giving up would be a lie, so what fails is tried again. The source stays as it is until it hears of it,
    // and deletes its own only when all that came is on disk here.
    private async Task SettleInAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var state = await _registry.Store.ReadStateAsync(_id, cancellation).ConfigureAwait(false);
                await CpuRelief.RestoreAsync(host, _id, state, cancellation).ConfigureAwait(false);
                _layer ??= new TreeReceiver(_registry.Layers(_id, state).Upper);
                _layer.Sync();
                await _registry.Store.WriteStateAsync(_held!, state with { Ownership = new Ownership(record.Epoch, Owner.Here) }, cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception failed) when (failed is ContainmentException or IOException)
            {
                MigrationLog.SettlingFailed(host.Logger<ContainerTargetEnd>(), record.Container, failed);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task CreateAsync(RootSource root, CancellationToken cancellation)
    {
        var ownership = new Ownership(record.Epoch, Owner.Incoming, record.PeerName, record.MigrationId.ToString("N"));
        // Volumes that it began with it has no more: else it would not move.
        await new Creation(_registry).RunAsync(_spec! with { Root = root, Limits = _offer!.Limits, Volumes = [] }, ownership, _offer.Ids, announce: false, cancellationToken: cancellation).ConfigureAwait(false);
        _held = await _registry.LockAsync(_id, cancellation).ConfigureAwait(false);
        var state = await _registry.Store.ReadStateAsync(_id, cancellation).ConfigureAwait(false);
        _layer = new TreeReceiver(_registry.Layers(_id, state).Upper, ItemSection.Layer, _partial);
    }

    // The container itself goes, as after any other failure; its files wait for another attempt.
    private async Task KeepAsync(IReadOnlyCollection<KeptFile> received, CancellationToken cancellation)
    {
        var trees = new List<(ItemSection, string)> { (ItemSection.Base, _bases.ReceivingPath(record.MigrationId)) };
        if (_held is not null) trees.Add((ItemSection.Layer, _registry.Layers(_id, await _registry.Store.ReadStateAsync(_id, cancellation).ConfigureAwait(false)).Upper));
        _partial.Keep(trees, received);
        if (trees.Count > 1) Directory.CreateDirectory(trees[1].Item2);
    }

    private async Task EndBaseAsync(CancellationToken cancellation)
    {
        _base!.Dispose();
        _base = null;
        await CreateAsync(await _bases.KeepAsync(record.MigrationId, _offer!.BaseDigest!, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    private async Task FactsAsync(ReadOnlyMemory<byte> json, CancellationToken cancellation)
    {
        if (_restorer is not null || _held is null || !record.Strategy.TakesMemory) throw new WireException("facts out of place");
        try
        {
            var facts = JsonSerializer.Deserialize(json.Span, MoveJson.Default.ImageFacts) ?? throw new WireException("no facts");
            _images = new ImageReceiver(FastDirectory.Create(host, record.MigrationId, MigrationRole.Target), FastDirectory.FreeBytes(host));
            _pages = new PageStore(FastDirectory.PagesOf(host, record.MigrationId, MigrationRole.Target));
            _restorer = await Restorer.PrepareAsync(host, _held, facts, cancellation).ConfigureAwait(false);
        }
        catch (JsonException wrong)
        {
            throw new WireException($"no facts ({wrong.Message})");
        }
    }

    // After a crash.
    private async Task<Reviving?> ReviveAsync(CancellationToken cancellation)
    {
        await _registry.ReadyAsync(cancellation).ConfigureAwait(false);
        return await TryLockAsync(cancellation).ConfigureAwait(false) ? new(_registry, record, _held!) : null;
    }

    private async Task<bool> TryLockAsync(CancellationToken cancellation)
    {
        try
        {
            _held = await _registry.LockAsync(_id, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
        {
            return false;
        }
    }

    private bool IsOurs(ContainerState state) => state.Ownership.Owner == Owner.Incoming && state.Ownership.MigrationId == record.MigrationId.ToString("N");

    private async Task ReleaseAsync()
    {
        if (_restorer is not null) await _restorer.DisposeAsync().ConfigureAwait(false);
        _restorer = null;
        _held?.Dispose();
        _held = null;
    }
}
