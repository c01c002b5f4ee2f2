using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Filling;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Launch;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Containment.Networks;
using Containment.Resources;
using Containment.Resources.Hierarchy;

namespace Containment.Checkpoints.Restoring;

/// <summary>
/// Brings saved processes back, in steps so that as much as possible is done before the images are there:
/// <code>Prepare (images and files arrive) Restore: whole, but not one instruction has run | Commit: it runs, or Abort</code>
/// </summary>
internal sealed class Restorer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ContainerRegistry _registry;
    private readonly IContainerLock _held;
    private readonly ImageFacts _facts;
    private readonly ContainerSpec _spec;
    private readonly ContainerState _state;
    private readonly Surroundings _surroundings;
    private Descriptor? _network;
    private Descriptor? _terminal;
    private int _init;
    private bool _done, _stands;

    private Restorer(ContainerRegistry registry, IContainerLock held, ImageFacts facts, ContainerSpec spec, ContainerState state, Surroundings surroundings)
    {
        (_registry, _held, _facts) = (registry, held, facts);
        (_spec, _state, _surroundings) = (spec, state, surroundings);
    }

    /// <summary>
    /// Makes the surroundings: cgroups with the container's limits, keeper, streams, root file system, and CRIU ready in them. The container
    /// exists in the store, is created and not running. Files below the upper directory may still change afterwards,
    /// the directory itself may not be exchanged.
    /// </summary>
    /// <exception cref="ContainmentException">Nothing is left.</exception>
    public static async Task<Restorer> PrepareAsync(ContainerHost host, IContainerLock held, ImageFacts facts, CancellationToken cancellationToken)
    {
        var registry = host.Containers();
        var spec = await registry.Store.ReadSpecAsync(held.Id, cancellationToken).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(held.Id, cancellationToken).ConfigureAwait(false);
        Fitness.Check(held.Id, facts, state, spec);
        // Once, and not while it stands still.
        var networks = await registry.Networks.ResolveAsync(spec.Networks, cancellationToken).ConfigureAwait(false);
        var surroundings = await Surroundings.MakeAsync(registry, held, spec, state, cancellationToken).ConfigureAwait(false);
        return new(registry, held, facts, spec with { Networks = networks }, state, surroundings);
    }

    /// <summary>Rebuilds the processes and holds them before their first instruction; their links are there, but locked.</summary>
    /// <param name="directory">The images. Where the container's ids are others here, they are changed.</param>
    /// <param name="closeConnections">Whether its TCP connections are closed: their other ends speak with somebody else.</param>
    /// <param name="fill">Pages that are not in the images; null: all are.</param>
    /// <param name="standing">What is to be done with the processes, which CRIU has let go, while they stand still in their cgroup: given the first of them, and all by their ids in their own pid namespace. Null: CRIU holds them until they run.</param>
    /// <param name="cancellationToken">Gives up; call <see cref="AbortAsync"/>.</param>
    /// <exception cref="ContainmentException">ToolFailed, Corrupt: nothing runs; call <see cref="AbortAsync"/>.</exception>
    public async Task RestoreAsync(string directory, bool closeConnections, MemoryFill? fill, Func<int, IReadOnlyDictionary<int, int>, Task>? standing, CancellationToken cancellationToken)
    {
        if (_facts.Ids is { } from && _state.Ids is { } to) ImageChanges.MoveIds(directory, from, to);
        var cgroup = ContainerCgroup.Open(_registry.Host, _held.Id);
        var inner = Path.Combine(directory, Dumper.InnerCgroupsFile) is var file && File.Exists(file) ? InnerCgroups.Parse(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)) : null;
        if (inner is not null) cgroup.MakeInner(inner, _state.Ids?.First ?? 0);
        using var images = At.OpenDirectory(directory);
        using var scratch = At.OpenDirectory(_surroundings.Scratch);
        var streams = _facts.Streams.Select((key, n) => (Key: key, Descriptor: RestoreCompiler.FirstStream + n)).Where(stream => stream.Key is not null).Select(stream => (stream.Key!, stream.Descriptor));
        var request = CriuRequests.Restore(images.Number, scratch.Number, _surroundings.Plan.Root, _surroundings.Plan.Mounts, streams, _facts.Terminal, closeConnections);
        await _surroundings.Criu.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (await RunUntilAsync("post-restore", cancellationToken).ConfigureAwait(false) is { } ended) throw Failed(ended.Success ? "it did not wait" : null);
        if (fill is not null) await Task.Run(() => fill.Run(_held.Id, _init, cgroup.ReadPids()), cancellationToken).ConfigureAwait(false);
        if (inner is not null) cgroup.FillInner(inner, _init);
        if (standing is null) return;
        await LetStandAsync(cgroup, cancellationToken).ConfigureAwait(false);
        await standing(_init, InsideIds.Of(_init, cgroup.ReadPids())).ConfigureAwait(false);
    }

    /// <inheritdoc cref="RestoreAsync(string, bool, MemoryFill, Func{int, IReadOnlyDictionary{int, int}, Task}, CancellationToken)"/>
    public Task RestoreAsync(string directory, CancellationToken cancellationToken) => RestoreAsync(directory, closeConnections: false, fill: null, standing: null, cancellationToken);

    /// <summary>Lets it run: network unlocked and announced, the keeper adopts it, it counts as started.</summary>
    /// <exception cref="ContainmentException">Thrown only while it is certain that not one instruction has run; call <see cref="AbortAsync"/>.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _surroundings.Keeper.AdoptAsync(_init, _terminal, cancellationToken).ConfigureAwait(false);
        await _registry.Rules.RememberAsync(_held.Id, _spec.Networks, _init, cancellationToken).ConfigureAwait(false);
        // Before the sockets live: an ARP request of theirs that met a closed port would be repeated only after a second.
        await _registry.Links.UnlockAsync(_held.Id, _spec.Networks, _network!, cancellationToken).ConfigureAwait(false);
        if (_stands)
        {
            var announced = await AnnounceAsync(cancellationToken).ConfigureAwait(false);
            _done = true;
            await ContainerCgroup.Open(_registry.Host, _held.Id).ThawAsync(Patience, CancellationToken.None).ConfigureAwait(false);
            await EndAsync(announced).ConfigureAwait(false);
            return;
        }
        await _surroundings.Criu.AnswerAsync(true, cancellationToken).ConfigureAwait(false);
        if (await RunUntilAsync("pre-resume", cancellationToken).ConfigureAwait(false) is not null) throw Failed("it did not wait");
        // Nothing can fail any more, and nothing runs yet: what is sent from here on finds it, and waits in its sockets.
        var announcing = await AnnounceAsync(cancellationToken).ConfigureAwait(false);
        // From here on it may run; whatever fails now shows as an end of the container.
        await _surroundings.Criu.AnswerAsync(true, CancellationToken.None).ConfigureAwait(false);
        _done = true;
        try
        {
            await RunUntilAsync(null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ContainmentException)
        {
            // CRIU was killed after it had let go, or before: the keeper knows.
        }
        await EndAsync(announcing).ConfigureAwait(false);
    }

    private async Task EndAsync(Announcing? announcing)
    {
        new Adoption(_registry).Complete(_held, _surroundings.Keeper);
        // It runs, so nobody waits for that.
        if (announcing is not null) _ = RepeatAsync(announcing);
        _network?.Dispose();
        await _surroundings.ReleaseAsync().ConfigureAwait(false);
    }

    // CRIU lets go of processes at whose next step the cgroup stops them, before one instruction of theirs.
    private async Task LetStandAsync(ContainerCgroup cgroup, CancellationToken cancellationToken)
    {
        await _surroundings.Criu.AnswerAsync(true, cancellationToken).ConfigureAwait(false);
        if (await RunUntilAsync("pre-resume", cancellationToken).ConfigureAwait(false) is not null) throw Failed("it did not wait");
        // CRIU is in there too, and what it has restored only stands when that has let go.
        var restored = InsideIds.Of(_init, cgroup.ReadPids()).Values;
        foreach (var pid in cgroup.ReadPids().Except(restored)) cgroup.Dismiss(pid);
        var still = cgroup.FreezeAsync(Patience, cancellationToken);
        await _surroundings.Criu.AnswerAsync(true, cancellationToken).ConfigureAwait(false);
        if (await RunUntilAsync(null, cancellationToken).ConfigureAwait(false) is { Success: false }) throw Failed(null);
        await still.ConfigureAwait(false);
        _stands = true;
    }

    private async Task<Announcing?> AnnounceAsync(CancellationToken cancellationToken)
    {
        if (_spec.Networks.Count == 0) return null;
        try
        {
            return await _registry.Links.AnnounceAsync(_held.Id, _spec.Networks, _network!, cancellationToken).ConfigureAwait(false);
        }
        catch (KernelException)
        {
            // An interface that is down: its own packets announce it later.
            return null;
        }
    }

    private static async Task RepeatAsync(Announcing announcing)
    {
        using (announcing)
        {
            try
            {
                await announcing.RepeatAsync().ConfigureAwait(false);
            }
            catch (Exception ended) when (ended is ContainmentException or ObjectDisposedException)
            {
                // It ended meanwhile; its own packets announce it otherwise.
            }
        }
    }

    /// <summary>Removes all that was made but files and cgroups. Fine at any time before <see cref="CommitAsync"/> has succeeded, and again.</summary>
    public async Task AbortAsync()
    {
        if (_done) return;
        _done = true;
        await _surroundings.RemoveAsync().ConfigureAwait(false);
        _network?.Dispose();
        _terminal?.Dispose();
    }

    /// <summary>Aborts what was not committed.</summary>
    public async ValueTask DisposeAsync() => await AbortAsync().ConfigureAwait(false);

    /// <summary>Answers notifications until this one, which is left waiting (then null), or the end of the request.</summary>
    private async Task<Response?> RunUntilAsync(string? script, CancellationToken cancellationToken)
    {
        while (true)
        {
            Response answer;
            try
            {
                answer = await _surroundings.Criu.NextAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ContainmentException ended)
            {
                throw Failed(ended.Message);
            }
            if (answer.Type != RequestType.Notify) return answer;
            if (answer.Notify.Script == "setup-namespaces") await ConnectAsync(answer.Notify.Pid, cancellationToken).ConfigureAwait(false);
            if (answer.Notify.Script == "orphan-pts-master") _terminal = TakeTerminal();
            if (answer.Notify.Script == script) return null;
            await _surroundings.Criu.AnswerAsync(true, cancellationToken).ConfigureAwait(false);
        }
    }

    // Addresses must be there before sockets are.
    private async Task ConnectAsync(int init, CancellationToken cancellationToken)
    {
        _init = init;
        _network = new Descriptor(LibC.open($"/proc/{init}/ns/net", OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0));
        if (_network.IsInvalid) throw Failed($"process {init} ended");
        await _registry.Rules.ApplyAsync(_held.Id, _spec.Networks, cancellationToken).ConfigureAwait(false);
        await _registry.Links.AttachAsync(_held.Id, _spec.Networks, _network, locked: true, null, cancellationToken).ConfigureAwait(false);
        await _registry.Rules.ShapeAsync(_held.Id, _spec.Networks, cancellationToken).ConfigureAwait(false);
        foreach (var link in _registry.Devices.Book.Read(_held.Id).SelectMany(loan => loan.Links)) await _registry.Devices.Links.MoveAsync(link, _network, cancellationToken).ConfigureAwait(false);
    }

    private Descriptor? TakeTerminal()
    {
        var received = _surroundings.Criu.Received;
        if (received.Count == 0) return null;
        var terminal = received[0];
        received.RemoveAt(0);
        return terminal;
    }

    private ContainmentException Failed(string? why)
    {
        var errors = CriuLog.Errors(Path.Combine(_surroundings.Scratch, CriuRequests.RestoreLog));
        return new(FailureReason.ToolFailed, _held.Id.Value, $"CRIU can't restore container {_held.Id}: {(errors.Length > 0 ? errors : why ?? "it does not say why")}");
    }
}
