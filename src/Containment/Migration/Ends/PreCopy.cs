using System.Diagnostics;
using Containment.Containers.Storing;
using Containment.Migration.Files;
using Containment.Migration.Pages;
using Containment.Migration.Rounds;

namespace Containment.Migration.Ends;

/// <summary>Copies files and memory while the container runs, as long as that makes the freeze shorter.</summary>
internal sealed class PreCopy(ContainerHost host, ContainerId id, ContainerState state, MigrateOptions options)
{
    // What stands still besides the last round: the dump of everything but memory, and the restore.
    private static readonly TimeSpan Fixed = TimeSpan.FromMilliseconds(100);
    // Below this another round of files costs more than sending it frozen.
    private const long SmallRound = 1 << 20;

    private readonly long _began = Stopwatch.GetTimestamp();

    /// <param name="layer">Its files.</param>
    /// <param name="pages">Its memory; null: that is sent when it stands still.</param>
    /// <param name="watch">Told of each round.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MigrationException"><see cref="MigrationFailure.DidNotConverge"/>.</exception>
    /// <returns>Whether what is left is to follow when it runs over there.</returns>
    public async Task<bool> RunAsync(TreeSender layer, PageRounds? pages, IRoundWatch watch, CancellationToken cancellation)
    {
        if (pages is not null) return await AllAsync(layer, pages, watch, cancellation).ConfigureAwait(false) == RoundAction.PostCopy;
        await FilesAsync(layer, watch, cancellation).ConfigureAwait(false);
        return false;
    }

    private async Task FilesAsync(TreeSender layer, IRoundWatch watch, CancellationToken cancellation)
    {
        for (var at = 1; at <= options.FileRounds; at++)
        {
            watch.Round(at);
            if (await layer.SendRoundAsync(frozen: false, cancellation).ConfigureAwait(false) < SmallRound) break;
        }
    }

    private async Task<RoundAction> AllAsync(TreeSender layer, PageRounds pages, IRoundWatch watch, CancellationToken cancellation)
    {
        var plan = new RoundPlan(options.FreezeBudget, Fixed, options.MemoryRounds, options.WhenStuck, options.Strategy == MigrationStrategy.Hybrid);
        List<RoundFacts> rounds = [];
        var speed = 1.0;
        await pages.LookAsync(cancellation).ConfigureAwait(false);
        while (true)
        {
            watch.Round(rounds.Count + 1);
            var began = Stopwatch.GetTimestamp();
            var files = await layer.SendRoundAsync(frozen: false, cancellation).ConfigureAwait(false);
            var sent = files + await pages.SendAsync(cancellation).ConfigureAwait(false);
            var dirty = await pages.LookAsync(cancellation).ConfigureAwait(false);
            // The first round of files is all of them; later ones tell how many change.
            rounds.Add(new(rounds.Count + 1, sent, Stopwatch.GetElapsedTime(began), dirty + (rounds.Count > 0 ? files : 0), speed, Stopwatch.GetElapsedTime(_began)));
            watch.Rounded(rounds[^1]);
            var next = RoundPolicy.Next(plan, rounds);
            switch (next)
            {
                case RoundAction.Again: break;
                case RoundAction.Slow: await CpuRelief.SlowAsync(host, id, state, speed = RoundPolicy.Slower(speed), cancellation).ConfigureAwait(false); break;
                case RoundAction.GiveUp: throw Stuck(rounds);
                default: return next;
            }
        }
    }

    private MigrationException Stuck(IReadOnlyList<RoundFacts> rounds) => new(MigrationFailure.DidNotConverge, id.Value,
        $"container {id} writes {RoundPolicy.DirtyRate(rounds[^1]) / 1e6:0.0} MB/s to its memory and files, and {RoundPolicy.BytesPerSecond(rounds) / 1e6:0.0} MB/s go over the link: after {rounds.Count} rounds {rounds[^1].Dirty / 1e6:0.0} MB are left, " +
        $"too much for {options.FreezeBudget.TotalMilliseconds:0} ms; allow a longer freeze, or let it be slowed down or moved by post-copy (WhenStuck)");
}
