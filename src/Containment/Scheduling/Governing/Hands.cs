using System.Collections.Concurrent;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Resources;

namespace Containment.Scheduling.Governing;

/// <summary>Carries decisions out.</summary>
internal sealed class Hands(ContainerHost host, Watchman watchman, bool dry) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private readonly HashSet<ContainerId> _held = [], _slowed = [], _weighed = [];
    private const int MostReclaims = 8;
    private readonly ConcurrentDictionary<ContainerId, Task> _reclaims = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Whether it stands still because of us.</summary>
    public bool Holds(GovernedContainer container)
    {
        if (!_held.Contains(container.Id)) return false;
        if (dry || Is(container)) return true;
        _held.Remove(container.Id);
        return false;
    }

    public async Task<IReadOnlyList<(GovernorAction Action, string Reason)>> DoAsync(IReadOnlyList<GovernorAction> actions, Eyes eyes, CancellationToken cancellationToken)
    {
        if (actions.Count == 0) return [];
        var wanted = actions.Select(action => (Action: action, Container: eyes.Find(action.Id))).Where(pair => pair.Container is not null).ToArray();
        if (!dry) watchman.Note(wanted.SelectMany(pair => Before(pair.Action, pair.Container!)));
        var refused = new ConcurrentBag<(GovernorAction, string)>();
        // Holding comes first, and for all at once: each millisecond somebody takes more.
        foreach (var group in wanted.GroupBy(pair => pair.Action is GovernorAction.Hold or GovernorAction.AllowMemory { Bytes: not null }).OrderByDescending(group => group.Key))
        {
            await Parallel.ForEachAsync(group, cancellationToken, async (pair, token) =>
            {
                try
                {
                    if (await OneAsync(pair.Action, pair.Container!, token).ConfigureAwait(false) is { } reason) refused.Add((pair.Action, reason));
                }
                catch (ContainmentException failure)
                {
                    refused.Add((pair.Action, failure.Message));
                }
            }).ConfigureAwait(false);
        }
        var not = refused.Select(one => one.Item1).ToHashSet();
        var done = wanted.Where(pair => !not.Contains(pair.Action)).ToArray();
        foreach (var (action, _) in done) Remember(action);
        if (!dry) watchman.Note(done.SelectMany(pair => After(pair.Action, pair.Container!)));
        return [.. refused];
    }

    /// <summary>Everybody has what its own limits say.</summary>
    public async Task PutBackAsync(Eyes eyes)
    {
        if (dry) return;
        List<GovernorAction> actions = [];
        const string why = "the governor ends";
        actions.AddRange(_held.Select(id => new GovernorAction.LetGo(id, why)));
        actions.AddRange(_slowed.Select(id => new GovernorAction.AllowMemory(id, null, why)));
        actions.AddRange(_weighed.Select(id => new GovernorAction.GiveCpu(id, 0, null, why)));
        await DoAsync(actions, eyes, CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAll(_reclaims.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_reclaims.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        watchman.Dispose();
        _turn.Dispose();
    }

    private async Task<string?> OneAsync(GovernorAction action, GovernedContainer container, CancellationToken cancellationToken)
    {
        if (dry) return null;
        switch (action)
        {
            case GovernorAction.Hold: return await HoldAsync(container, hold: true, cancellationToken).ConfigureAwait(false);
            case GovernorAction.LetGo: return await HoldAsync(container, hold: false, cancellationToken).ConfigureAwait(false);
            case GovernorAction.AllowMemory allow:
                await container.Cgroup.ApplyAsync(new() { MemoryHigh = allow.Bytes is { } bytes ? MemoryLimit.Of(Math.Max(1, bytes)) : container.Limits.MemoryHigh ?? MemoryLimit.None }, cancellationToken: cancellationToken).ConfigureAwait(false);
                return null;
            case GovernorAction.GiveCpu give:
                var cores = container.Limits.Cpu?.Cores is { } own && give.Cores is { } most ? Math.Min(own, most) : give.Cores ?? container.Limits.Cpu?.Cores;
                await container.Cgroup.ApplyAsync(new()
                {
                    CpuWeight = give.Weight == 0 ? container.Limits.CpuWeight ?? CpuWeight.Default : new CpuWeight(give.Weight),
                    Cpu = give.Cores is null && give.Weight != 0 ? null : cores is { } limit ? CpuLimit.Of(limit) : CpuLimit.None,
                }, cancellationToken: cancellationToken).ConfigureAwait(false);
                return null;
            case GovernorAction.ReclaimMemory reclaim:
                Reclaim(reclaim);
                return null;
            default: return "an action of an unknown kind";
        }
    }

    // Under the lock, so that nobody is stopped or let go in the middle of a checkpoint or a move; whoever holds it may be long.
    private async Task<string?> HoldAsync(GovernedContainer container, bool hold, CancellationToken cancellationToken)
    {
        var registry = host.Containers();
        try
        {
            using var held = await FileContainerLock.TakeAsync(container.Id, registry.Paths(container.Id).Lock, create: false, Patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (RunFacts.Read(registry.Paths(container.Id).Run) is not { Phase: RunPhase.Running }) return "it does not run, or somebody has paused it";
            container.Cgroup.Tell(hold);
            return null;
        }
        catch (FileNotFoundException)
        {
            return "it is gone";
        }
    }

    // Not waited for: the kernel may take long.
    private void Reclaim(GovernorAction.ReclaimMemory reclaim)
    {
        foreach (var done in _reclaims.Where(pair => pair.Value.IsCompleted)) _reclaims.TryRemove(done);
        // One after the other, and not many in line: what can't be done soon is decided anew.
        if (_reclaims.Count >= MostReclaims || _reclaims.ContainsKey(reclaim.Id)) return;
        _reclaims[reclaim.Id] = ReclaimAsync(reclaim);
    }

    private async Task ReclaimAsync(GovernorAction.ReclaimMemory reclaim)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await new Reclaiming(host.Containers()).RunAsync(reclaim.Id, reclaim.Bytes, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Remember(GovernorAction action)
    {
        switch (action)
        {
            case GovernorAction.Hold: _held.Add(action.Id); break;
            case GovernorAction.LetGo: _held.Remove(action.Id); break;
            case GovernorAction.AllowMemory { Bytes: null }: _slowed.Remove(action.Id); break;
            case GovernorAction.AllowMemory: _slowed.Add(action.Id); break;
            case GovernorAction.GiveCpu: _weighed.Add(action.Id); break;
        }
    }

    private static bool Is(GovernedContainer container)
    {
        try
        {
            return container.Cgroup.IsToldFrozen;
        }
        catch (KernelException)
        {
            return false;
        }
    }

    private static IEnumerable<(string, string?)> Before(GovernorAction action, GovernedContainer container) => action switch
    {
        GovernorAction.Hold => [Freezer(container)],
        GovernorAction.AllowMemory { Bytes: not null } => [(container.Cgroup.HighFile ?? "", container.Limits.MemoryHigh?.Bytes?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "max")],
        _ => [],
    };

    private static IEnumerable<(string, string?)> After(GovernorAction action, GovernedContainer container) => action switch
    {
        GovernorAction.LetGo => [(Freezer(container).Path, null)],
        GovernorAction.AllowMemory { Bytes: null } => [(container.Cgroup.HighFile ?? "", null)],
        _ => [],
    };

    // How it goes on again.
    private static (string Path, string? Value) Freezer(GovernedContainer container) =>
        container.Cgroup.FreezeFile is { } file ? (file, "0") : ($"{container.Cgroup.FreezerDirectory}/freezer.state", "THAWED");
}
