using System.Diagnostics;
using System.Globalization;
using System.Text;
using Containment.Resources;
using Containment.Resources.Hierarchy;
using Containment.Resources.Sampling;

namespace Containment.Benchmarks.Sample;

/// <summary>What it costs to sample 1,000 containers every second.</summary>
internal sealed class SampleBenchmark : IBenchmark
{
    private const int Count = 1000, Rounds = 20;

    public string Name => "sample";

    public string What => $"percent of one core to sample {Count} containers every second, all of which have run since the sample before";

    public Target Target => Target.AtMost(2);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var table = new Table($"{Count} containers, sampled every second", "% of one core", "µs each", "bytes allocated a sample");
        await using (var idle = await SampledFleet.MakeAsync(Count, busy: false, cancellationToken))
            await OursAsync(table, "ours, all stand still", idle, new(), cancellationToken);
        await using var busy = await SampledFleet.MakeAsync(Count, busy: true, cancellationToken);
        var figure = await OursAsync(table, "ours, all run", busy, new(), cancellationToken);
        await OursAsync(table, "ours, all run, pressure every second too", busy, new() { CalmInterval = TimeSpan.Zero }, cancellationToken);
        await OursAsync(table, "ours, all run, every file every second", busy, new() { CalmInterval = TimeSpan.Zero, DetailInterval = TimeSpan.Zero, IdleInterval = TimeSpan.Zero }, cancellationToken);
        await OursAsync(table, "ours, all run, no file held open", busy, new() { HeldFiles = 0 }, cancellationToken);
        await FloorAsync(table, "bare C, floor: the same files as often", busy, once: false, cancellationToken);
        await FloorAsync(table, "bare C, floor: every file every second", busy, once: true, cancellationToken);
        return new Measurement(figure, table) { Note = "Processor time of the whole process, user and system. \"All run\": each container's process wakes twice a second." };
    }

    private static async Task<double> OursAsync(Table table, string name, SampledFleet fleet, SamplerOptions options, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"sample: {name}");
        using var sampler = fleet.Host.OpenSampler(options);
        var snapshot = new ResourceSnapshot();
        // Until everything is compiled as it will stay: what it costs to go on sampling is what counts.
        for (var i = 0; i < 200; i++) sampler.Sample(snapshot);
        for (var i = 0; i < 6; i++)
        {
            sampler.Sample(snapshot);
            await Task.Delay(1000, cancellationToken);
        }
        if (snapshot.Count != Count) throw new InvalidOperationException($"{snapshot.Count} of {Count} containers were sampled.");
        var (used, allocated) = (Environment.CpuUsage.TotalTime, 0L);
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            sampler.Sample(snapshot);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            await Task.Delay(1000, cancellationToken);
        }
        return Row(table, name, Environment.CpuUsage.TotalTime - used, allocated / Rounds);
    }

    private static async Task FloorAsync(Table table, string name, SampledFleet fleet, bool once, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"sample: {name}");
        var cgroups = fleet.Host.Part(host => new HostCgroups(host));
        var input = new StringBuilder();
        for (var i = 0; i < Count; i++)
            foreach (var (file, directory) in SampledFiles.Of(cgroups.Known(string.Create(CultureInfo.InvariantCulture, $"s{i}"))!))
                input.Append(CultureInfo.InvariantCulture, $"{(once ? 1 : file.Rank switch { SampleRank.Pressure => 5, SampleRank.Detail => 5, SampleRank.Rare => 10, _ => 1 })} {directory[Encoding.ASCII.GetString(file.Name)]}\n");
        using var process = Process.Start(new ProcessStartInfo(await Floor.CompileAsync("sample", cancellationToken), [$"{Rounds}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(input, cancellationToken);
        process.StandardInput.Close();
        var used = double.Parse(await process.StandardOutput.ReadToEndAsync(cancellationToken), CultureInfo.InvariantCulture);
        Row(table, name, TimeSpan.FromMicroseconds(used), 0);
    }

    private static double Row(Table table, string name, TimeSpan used, long allocated)
    {
        var percent = used.TotalSeconds / Rounds * 100;
        table.Row(name, Figures.Short(percent), Figures.Short(used.TotalMicroseconds / Rounds / Count), $"{allocated}");
        return percent;
    }
}
