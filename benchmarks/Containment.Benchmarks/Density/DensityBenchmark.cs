using System.Diagnostics;

namespace Containment.Benchmarks.Density;

/// <summary>What 500 idle containers cost in memory, beside LXC's and beside a bare C program's.</summary>
internal sealed class DensityBenchmark : IBenchmark
{
    private const int Count = 500;

    public string Name => "density";

    public string What => $"KB of user-space memory for each of {Count} idle containers (PSS of all that is ours, over the bare-C floor)";

    public Target Target => Target.AtMost(150);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        using var root = await IdleRoot.MakeAsync(cancellationToken);
        var table = new Table($"{Count} idle containers", "PSS KB each", "MemAvailable KB each", "processes each", "start ms each");
        var floor = await MeasureAsync(new FloorFleet(), root.Path, table, cancellationToken);
        var ours = await MeasureAsync(new OwnFleet(), root.Path, table, cancellationToken);
        await MeasureAsync(new LxcFleet(), root.Path, table, cancellationToken);
        return new Measurement(ours - floor, table)
        {
            Note = "PSS: of the tool's processes, without the container's own. MemAvailable: the machine's, kernel memory included. Starts: ours four at a time and each to the end, lxc-execute one after the other.",
        };
    }

    private static async Task<double> MeasureAsync(IFleet fleet, string root, Table table, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"density: {fleet.Name}");
        // The kernel takes a while to free what the fleet before this one had.
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        var before = MemoryReading.Available();
        var began = Stopwatch.GetTimestamp();
        await using var running = await fleet.StartAsync(Count, root, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        var (pss, processes) = MemoryReading.Pss(fleet.IsOverhead);
        var available = before - MemoryReading.Available();
        table.Row(fleet.Name, Figures.Short((double)pss / Count), Figures.Short((double)available / Count), Figures.Short((double)processes / Count), Figures.Short(took.TotalMilliseconds / Count));
        return (double)pss / Count;
    }
}
