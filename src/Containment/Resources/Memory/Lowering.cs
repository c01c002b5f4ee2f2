using System.Diagnostics;
using Containment.Resources.Writes;

namespace Containment.Resources.Memory;

/// <summary>
/// Lowers the memory limit below what is in use without killing: reclaims in chunks until there is room below the limit,
/// and only then sets it; or, where that can't be had in time, as low as leaves room above what is used.
/// </summary>
internal sealed class Lowering(MemoryHome home, MemoryLimit wanted, string note, SetOptions options)
{
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(20);
    private readonly long _wanted = wanted.Bytes!.Value;
    private readonly long _before = home.Used;
    private readonly long? _limit = home.Max;

    /// <summary>Whether a limit is too near to what is in use to be simply set.</summary>
    public static bool IsNeeded(MemoryHome home, long limit) => home.Used > LoweringPace.Goal(limit);

    /// <exception cref="OperationCanceledException">The limit is as it was; what was reclaimed is reclaimed.</exception>
    public MemoryLowering Run(CancellationToken cancellationToken)
    {
        using var hold = home.Unified ? null : OomHold.Begin(home.Directory, note);
        using var brake = home.Unified ? new HighBrake(home.Directory, note) : null;
        Reclaim(hold, brake, cancellationToken);
        if (hold is null) Set(brake!);
        else Set(hold, cancellationToken);
        return Told();
    }

    private void Reclaim(OomHold? hold, HighBrake? brake, CancellationToken cancellationToken)
    {
        var goal = LoweringPace.Goal(_wanted);
        var watch = Stopwatch.StartNew();
        for (var failed = 0; failed < LoweringPace.Tries;)
        {
            var used = home.Used;
            if (used <= goal) return;
            if (cancellationToken.WaitHandle.WaitOne(LoweringPace.Pause(failed))) cancellationToken.ThrowIfCancellationRequested();
            var chunk = LoweringPace.Chunk(used - goal, failed);
            brake?.Set(used - chunk);
            // The brake reclaims too.
            if (Math.Min(chunk, home.Used - used + chunk) is > 0 and var left) MemoryReclaim.Step(home, left, hold);
            failed = used - home.Used >= LoweringPace.Something ? 0 : failed + 1;
            options.Progress?.Report(Told());
            if (watch.Elapsed >= options.MemoryDeadline) return;
        }
    }

    // What can't be reclaimed must not be slowed for it while the limit is set, but may not grow much either.
    private void Set(HighBrake brake)
    {
        var used = home.Used;
        var fits = LoweringPace.Fits(used, _wanted);
        var reached = fits ? _wanted : LoweringPace.Lowest(used);
        brake.Set(fits ? Math.Max(used, LoweringPace.Goal(_wanted)) : used + LoweringPace.Something);
        if (reached < (_limit ?? long.MaxValue)) home.Directory.Write(home.MaxFile, reached.ToString(Text.Culture));
    }

    private void Set(OomHold hold, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < LoweringPace.Tries; tries++)
        {
            var used = home.Used;
            var reached = LoweringPace.Fits(used, _wanted) ? _wanted : LoweringPace.Lowest(used);
            if (reached >= (_limit ?? long.MaxValue)) break;
            if (!hold.TrySet(reached)) continue;
            // Who waits for memory now would be killed as soon as nobody holds the killer back.
            if (!hold.IsWaitedFor && !cancellationToken.WaitHandle.WaitOne(Settling) && !hold.IsWaitedFor) return;
            if (cancellationToken.IsCancellationRequested) break;
        }
        if (_limit is { } limit) hold.TrySet(limit);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private MemoryLowering Told() => new(wanted, home.Max is { } bytes and < long.MaxValue / 2 ? MemoryLimit.Of(Math.Max(1, bytes)) : MemoryLimit.None, _before, home.Used);
}
