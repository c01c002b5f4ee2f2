using System.Diagnostics;
using System.Globalization;

namespace Containment.Benchmarks.Merging;

/// <summary>What merging equal pages (KSM) brings: containers of one image with the same data, without and with it.</summary>
internal sealed class MergeBenchmark : IBenchmark
{
    private const int Count = 100, PageBytes = 4096;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4), Still = TimeSpan.FromSeconds(10);

    public string Name => "ksm";

    public string What => $"memory of {Count} containers with the same Redis and data, of which pages are merged, over that of as many without";

    public Target Target => Target.No;

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists("/sys/kernel/mm/ksm/run")) throw new InvalidOperationException("the kernel has no KSM (CONFIG_KSM)");
        await Console.Error.WriteLineAsync($"{Name}: {Count} containers without merging");
        long plain;
        await using (var fleet = await RedisFleet.StartAsync(Count, merge: false, cancellationToken)) plain = await fleet.UsedAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"{Name}: {Count} with it");
        await using var merging = await RedisFleet.StartAsync(Count, merge: true, cancellationToken);
        var before = await merging.UsedAsync(cancellationToken);
        var (seconds, cpu) = await MergeAsync(merging, cancellationToken);
        // A merged page is charged once, to whoever had it first, or to nobody: what is left is the machine's word for the gain.
        var gained = Sharing() * PageBytes;
        var told = 0L;
        foreach (var container in merging.Containers) told += (await container.GetMergedMemoryAsync(cancellationToken)).SavedBytes;
        var table = new Table($"{Count} containers, MiB", "used each", "in all");
        Row("without", Mebibytes(plain / Count), Mebibytes(plain));
        Row("with, before ksmd came by", Mebibytes(before / Count), Mebibytes(before));
        Row("with, afterwards", Mebibytes((before - gained) / Count), Mebibytes(before - gained));
        Row("saved as containers tell it", Mebibytes(told / Count), Mebibytes(told));
        return new((double)(before - gained) / plain, table)
        {
            Note = $"Each holds 50,000 keys of 200 bytes. The governor set ksmd's pace; it was done after {seconds:0} s, of which ksmd computed {cpu:0.0} s. Gained: pages_sharing of /sys/kernel/mm/ksm.",
        };

        void Row(string name, double each, double all) => table.Row(name, Figures.Short(each), Figures.Short(all));
    }

    // The governor paces ksmd as it does for everybody; it is over when nothing more is merged.
    private static async Task<(double Seconds, double Cpu)> MergeAsync(RedisFleet fleet, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var governor = fleet.Host.OpenGovernor();
        var governing = governor.RunAsync(done.Token);
        var (clock, cpu) = (Stopwatch.StartNew(), KsmdSeconds());
        var (most, since) = (Sharing(), clock.Elapsed);
        while (clock.Elapsed < Longest && (most == 0 || clock.Elapsed - since < Still))
        {
            await Task.Delay(500, cancellationToken);
            var now = Sharing();
            if (now > most * 1.005) (most, since) = (now, clock.Elapsed);
        }
        var took = (since.TotalSeconds, KsmdSeconds() - cpu);
        await done.CancelAsync();
        try
        {
            await governing;
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // As asked.
        }
        return took;
    }

    private static long Sharing() => long.Parse(File.ReadAllText("/sys/kernel/mm/ksm/pages_sharing"), CultureInfo.InvariantCulture);

    // Fields 14 and 15 of its stat, in hundredths of a second.
    private static double KsmdSeconds() => Process.GetProcessesByName("ksmd").Select(ksmd => File.ReadAllText($"/proc/{ksmd.Id}/stat").Split(' '))
        .Sum(fields => double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture)) / 100;

    private static double Mebibytes(long bytes) => bytes / (double)(1 << 20);
}
