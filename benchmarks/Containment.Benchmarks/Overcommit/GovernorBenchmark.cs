using Containment.Scheduling;

namespace Containment.Benchmarks.Overcommit;

/// <summary>200 containers whose limits add up to three times the memory: with all the memory, with the governor, and with neither.</summary>
internal sealed class GovernorBenchmark : IBenchmark
{
    private const int Count = 200;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(60);

    public string Name => "governor";

    public string What => $"bursts of {Count} containers with a third of the memory and the governor / with all the memory";

    public Target Target => Target.OrMore(0.9);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        using var root = await IdleRoot.MakeAsync(cancellationToken);
        File.Copy(await Floor.CompileAsync("burst", cancellationToken), Path.Combine(root.Path, "burst"));
        Directory.CreateDirectory(Path.Combine(root.Path, "sync"));
        const long third = Count * BurstFleet.LimitMiB << 20;
        var table = new Table($"{Count} containers, limits of {Count * BurstFleet.LimitMiB} MiB in all", "memory MiB", "bursts a second", "killed", "times held", "governor's share of a core");
        var all = await RunAsync("all the memory", null, governed: false, root.Path, table, cancellationToken);
        var governed = await RunAsync("a third, with the governor", third / 3, governed: true, root.Path, table, cancellationToken);
        await RunAsync("a third, without it", third / 3, governed: false, root.Path, table, cancellationToken);
        return new Measurement(governed / all, table)
        {
            Note = $"Each takes {BurstFleet.BurstMiB} MiB, works on it and gives it back, again and again; its limit is {BurstFleet.LimitMiB} MiB. No swap. {Span.TotalSeconds:0} s each. The governor's share is that of this whole process.",
        };
    }

    private static async Task<double> RunAsync(string name, long? pool, bool governed, string root, Table table, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"governor: {name}");
        await using var fleet = new BurstFleet(Count);
        await fleet.StartAsync(root, pool, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var governor = governed ? fleet.Host.OpenGovernor() : null;
        var held = 0;
        if (governor is not null) governor.Looked = report => held += report.Decision.Actions.Count(action => action is GovernorAction.Hold or GovernorAction.AllowMemory { Bytes: not null });
        var governing = governor?.RunAsync(end.Token) ?? Task.CompletedTask;
        var before = Environment.CpuUsage.TotalTime;
        var (bursts, killed) = await fleet.WorkAsync(Span, cancellationToken);
        var own = (Environment.CpuUsage.TotalTime - before) / Span;
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (governing.IsFaulted) await governing;
        table.Row(name, pool is { } bytes ? $"{bytes >> 20}" : "all", Figures.Short(bursts / Span.TotalSeconds), $"{killed}", governed ? $"{held}" : "-", governed ? Figures.Short(own) : "-");
        return bursts / Span.TotalSeconds;
    }
}
