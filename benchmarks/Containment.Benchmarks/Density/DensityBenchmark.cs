using System.Diagnostics;
using System.Globalization;

namespace Containment.Benchmarks.Density;

/// <summary>What idle containers cost: 500 of them beside LXC's, and 1,000 and 5,000, each beside a bare C program's.</summary>
internal sealed class DensityBenchmark : IBenchmark
{
    private const int First = 500;
    private static readonly int[] More = [1000, 5000];

    public string Name => "density";

    public string What => $"KB of user-space memory for each of {First} idle containers (PSS of all that is ours, over the bare-C floor)";

    public Target Target => Target.AtMost(150);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        using var root = await IdleRoot.MakeAsync(cancellationToken);
        var table = new Table("idle containers", "number", "PSS KB each", "MemAvailable KB each", "processes each", "start ms each", "start all s", "list all ms", "sample all ms");
        var notes = new List<string>
        {
            "PSS: of the tool's processes, without the container's own. MemAvailable: the machine's, kernel memory included. Starts: ours four at a time and each to the end, lxc-execute one after the other. "
            + "List: all with their phases, as `ps` does. Sample: of a sampler's tenth second.",
        };
        var floor = await MeasureAsync(new FloorFleet(), First, root.Path, table, notes, cancellationToken);
        var ours = await MeasureAsync(new OwnFleet(), First, root.Path, table, notes, cancellationToken);
        try
        {
            await MeasureAsync(new LxcFleet(), First, root.Path, table, notes, cancellationToken);
        }
        catch (InvalidOperationException failure)
        {
            // What takes long must not be lost for a peer that is set up in another way here.
            notes.Add($"LXC could not be measured: {failure.Message}");
        }
        foreach (var count in More)
        {
            if (MachineRoom.Lacks(count) is { } lack)
            {
                notes.Add($"{count} were not started: {lack}.");
                continue;
            }
            try
            {
                await MeasureAsync(new FloorFleet(), count, root.Path, table, notes, cancellationToken);
                await MeasureAsync(new OwnFleet(), count, root.Path, table, notes, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                notes.Add($"{count} could not be measured: {failure.Message}");
            }
        }
        return new Measurement(ours - floor, table) { Note = string.Join("\n\n", notes) };
    }

    private static async Task<double> MeasureAsync(IFleet fleet, int count, string root, Table table, List<string> notes, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"density: {fleet.Name}, {count}");
        // The kernel takes a while to free what the fleet before this one had.
        await Task.Delay(TimeSpan.FromSeconds(count > First ? 15 : 5), cancellationToken);
        var before = MemoryReading.Available();
        var began = Stopwatch.GetTimestamp();
        await using var running = await fleet.StartAsync(count, root, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        var (pss, processes) = MemoryReading.Pss(fleet.IsOverhead);
        var available = before - MemoryReading.Available();
        var own = running as OwnFleet.Running;
        var all = own is null ? null : await WholeHost.MeasureAsync(own.Host, cancellationToken);
        string[] cells =
        [
            count.ToString(CultureInfo.InvariantCulture), Figures.Short((double)pss / count), Figures.Short((double)available / count), Figures.Short((double)processes / count),
            Figures.Short(took.TotalMilliseconds / count), Figures.Short(took.TotalSeconds), all is null ? "-" : Figures.Short(all.ListMilliseconds), all is null ? "-" : Figures.Short(all.SampleMilliseconds),
        ];
        table.Row(fleet.Name, cells);
        // Should a later one fail, this was not for nothing.
        await Console.Error.WriteLineAsync($"density: {fleet.Name}: {string.Join("  ", cells)}");
        if (own is not null && count > First)
        {
            notes.Add(await DaemonCost.MeasureAsync(own.Host, count, cancellationToken));
            await Console.Error.WriteLineAsync($"density: {notes[^1]}");
        }
        return (double)pss / count;
    }
}
