using Containment.Scheduling;

namespace Containment.Benchmarks.Overcommit;

/// <summary>200 containers whose limits add up to three times the memory: with all the memory and with the governor, by turns, and with neither.</summary>
internal sealed class GovernorBenchmark : IBenchmark
{
    private const int Count = 200, Turns = 2;
    private const long Third = Count * BurstFleet.LimitMiB / 3 << 20;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(40), Settling = TimeSpan.FromSeconds(30);

    public string Name => "governor";

    public string What => $"bursts of {Count} containers with a third of the memory and the governor / with all the memory";

    public Target Target => Target.OrMore(0.9);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        using var root = await IdleRoot.MakeAsync(cancellationToken);
        File.Copy(await Floor.CompileAsync("burst", cancellationToken), Path.Combine(root.Path, "burst"));
        Directory.CreateDirectory(Path.Combine(root.Path, "sync"));
        // Memory that the machine itself has never used may take long to come from its host.
        await WorkAsync("all the memory, not counted", null, governed: false, root.Path, cancellationToken);
        List<Work> all = [], shared = [];
        for (var turn = 1; turn <= Turns; turn++)
        {
            all.Add(await WorkAsync($"all the memory, {turn} of {Turns}", null, governed: false, root.Path, cancellationToken));
            shared.Add(await WorkAsync($"a third, with the governor, {turn} of {Turns}", Third, governed: true, root.Path, cancellationToken));
        }
        var without = await WorkAsync("a third, without it", Third, governed: false, root.Path, cancellationToken);
        var table = new Table($"{Count} containers, limits of {Count * BurstFleet.LimitMiB} MiB in all", "memory MiB", "bursts a second", "least of a turn", "most", "killed", "times held", "governor's share of a core");
        Row(table, "all the memory", "all", all, governed: false);
        Row(table, "a third, with the governor", $"{Third >> 20}", shared, governed: true);
        Row(table, "a third, without it", $"{Third >> 20}", [without], governed: false);
        return new Measurement(shared.Sum(work => work.Bursts) / all.Sum(work => work.Bursts), table)
        {
            Note = $"Each takes {BurstFleet.BurstMiB} MiB, works on it and gives it back, again and again; its limit is {BurstFleet.LimitMiB} MiB. No swap. {Turns} turns of {Span.TotalSeconds:0} s each, one of the last row, counted from {Settling.TotalSeconds:0} s after all have begun at once: until then the kernel does hardly more than find pages for them. The governor's share is that of this whole process.",
        };
    }

    private static void Row(Table table, string name, string memory, IReadOnlyList<Work> turns, bool governed)
    {
        var speeds = turns.Select(work => work.Bursts / Span.TotalSeconds).ToArray();
        table.Row(name, memory, Figures.Short(speeds.Average()), Figures.Short(speeds.Min()), Figures.Short(speeds.Max()), $"{turns.Sum(work => work.Killed)}",
            governed ? $"{turns.Sum(work => work.Held)}" : "-", governed ? Figures.Short(turns.Average(work => work.Cores)) : "-");
    }

    private static async Task<Work> WorkAsync(string name, long? pool, bool governed, string root, CancellationToken cancellationToken)
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
        var (bursts, killed) = await fleet.WorkAsync(Settling, Span, cancellationToken);
        var cores = (Environment.CpuUsage.TotalTime - before) / (Settling + Span);
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (governing.IsFaulted) await governing;
        return new(bursts, killed, held, cores);
    }

    private sealed record Work(double Bursts, int Killed, int Held, double Cores);
}
