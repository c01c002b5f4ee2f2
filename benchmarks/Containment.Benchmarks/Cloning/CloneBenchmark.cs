using System.Diagnostics;

namespace Containment.Benchmarks.Cloning;

/// <summary>How much sooner a clone of a .NET service that has read its data answers than one that is started; with the times of snapshots beside it.</summary>
internal sealed class CloneBenchmark : IBenchmark
{
    private const int Rounds = 11;
    private const string WriteMuch = "head -c 200M /dev/zero > /root/much; i=0; while [ $i -lt 2000 ]; do echo $i > /root/$i; i=$((i+1)); done; echo written; while :; do sleep 0.02; echo $i > /root/changing; done";
    private readonly Dictionary<string, List<double>> _samples = [];

    public string Name => "clone";

    public string What => "cold start / clone of a snapshot with memory, each to the first answer of a .NET service, p50";

    public Target Target => Target.OrMore(5);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        await using var host = new ServiceHost();
        await ServiceAsync(host, cancellationToken);
        await FilesAsync(host, cancellationToken);
        var table = new Table($"{Rounds} rounds", "p50 ms", "p90 ms");
        foreach (var (name, samples) in _samples) table.Row(name, Figures.Short(Figures.Percentile(samples, 0.5)), Figures.Short(Figures.Percentile(samples, 0.9)));
        return new Measurement(Figures.Percentile(_samples["cold start to the first answer"], 0.5) / Figures.Percentile(_samples["clone to the first answer"], 0.5), table)
        {
            Note = "The service reads 150,000 records as JSON before it can answer. A cold start has all its files in the page cache. Files: 200 MiB in 2,000 files were written.",
        };
    }

    private async Task ServiceAsync(ServiceHost host, CancellationToken cancellationToken)
    {
        var original = await host.CreateAsync("service", cancellationToken);
        await original.StartAsync(cancellationToken);
        await ServiceHost.FirstLineAsync(original, 0, cancellationToken);
        await Task.Delay(1000, cancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            var taken = await original.SnapshotAsync(new() { Name = "warm", Memory = true }, cancellationToken);
            Add("snapshot with memory: frozen", taken.Freeze.TotalMilliseconds);
            // One that runs beside would take its share of the machine from both.
            await original.PauseAsync(cancellationToken);
            var cold = await host.CreateAsync("cold", cancellationToken);
            var began = Stopwatch.GetTimestamp();
            await cold.StartAsync(cancellationToken);
            Add("cold start to the first answer", await ServiceHost.FirstLineAsync(cold, began, cancellationToken));
            await ServiceHost.RemoveAsync(cold, cancellationToken);
            began = Stopwatch.GetTimestamp();
            var clone = (await original.CloneAsync(["clone"], new() { Snapshot = "warm" }, cancellationToken))[0];
            Add("clone to the first answer", await ServiceHost.FirstLineAsync(clone, began, cancellationToken));
            await ServiceHost.RemoveAsync(clone, cancellationToken);
            await original.ResumeAsync(cancellationToken);
            await original.DeleteSnapshotAsync("warm", cancellationToken);
        }
        await ServiceHost.RemoveAsync(original, cancellationToken);
    }

    private async Task FilesAsync(ServiceHost host, CancellationToken cancellationToken)
    {
        var container = await host.CreateAsync("files", cancellationToken, WriteMuch);
        for (var round = 0; round < Rounds; round++)
        {
            await container.StartAsync(cancellationToken);
            await Task.Delay(round == 0 ? 3000 : 1500, cancellationToken);
            var taken = await container.SnapshotAsync(new() { Name = "live" }, cancellationToken);
            Add("snapshot of files, running: frozen", taken.Freeze.TotalMilliseconds);
            await container.KillAsync(cancellationToken);
            Add("snapshot of files, not running", await ServiceHost.TimeAsync(() => container.SnapshotAsync(new() { Name = "still" }, cancellationToken)));
            Add("roll back", await ServiceHost.TimeAsync(() => container.RollBackAsync("live", cancellationToken)));
            Add("clone of files", await ServiceHost.TimeAsync(async () => await container.CloneAsync(["twin"], new() { Snapshot = "still" }, cancellationToken)));
            await ServiceHost.RemoveAsync(await host.Host.GetAsync("twin", cancellationToken), cancellationToken);
            foreach (var name in (string[])["live", "still"]) await container.DeleteSnapshotAsync(name, cancellationToken);
        }
    }

    private void Add(string name, double milliseconds)
    {
        if (!_samples.TryGetValue(name, out var samples)) _samples[name] = samples = [];
        samples.Add(milliseconds);
    }
}
