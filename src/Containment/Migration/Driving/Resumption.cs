using System.Diagnostics;
using Polly;
using Polly.Retry;

namespace Containment.Migration.Driving;

/// <summary>Begins a move again whose link broke before the commit. Whatever else fails is told at once.</summary>
internal static class Resumption
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    public static async Task<MigrationReport> RunAsync(ContainerId id, MigrateOptions options, TimeProvider clock, IProgress<MigrationProgress>? progress, Func<CancellationToken, Task<MigrationReport>> attempt, CancellationToken cancellation)
    {
        if (options.Resumptions == 0) return await attempt(cancellation).ConfigureAwait(false);
        var (began, resumed) = (Stopwatch.GetTimestamp(), 0);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Resumptions,
            Delay = options.ResumptionPause,
            MaxDelay = LongestPause,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            // A target that can't be reached at all is told at once, one that can't be reached any more is not.
            ShouldHandle = new PredicateBuilder().Handle<MigrationException>(failed => failed.LinkBroke || (resumed > 0 && failed.Failure == MigrationFailure.LinkLost)),
            OnRetry = _ =>
            {
                resumed++;
                progress?.Report(new MigrationProgress(id, MigrationPhase.Resuming, 0, 0, 0, Stopwatch.GetElapsedTime(began)));
                return default;
            },
        }).Build();
        var report = await pipeline.ExecuteAsync(async stop => await attempt(stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        return report with { Resumptions = resumed, Total = Stopwatch.GetElapsedTime(began) };
    }
}
