using Containment.Bundles;

namespace Containment.Benchmarks.Start;

/// <summary>How long it takes from the call to start a container until /bin/true in it has ended and its end is known.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int Runs = 500, WarmUp = 30;

    public string Name => "start";

    public string What => "time from start to exit of /bin/true through the library over that of a bare C program with the same namespaces and file systems, p50, with a network namespace";

    public Target Target => Target.AtMost(2.5);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        using var root = await TrueRoot.MakeAsync(cancellationToken);
        var table = new Table($"start to exit, {Runs} runs, interleaved", "floor p50 ms", "floor p99 ms", "ours p50 ms", "ours p99 ms", "ours / floor");
        await RowAsync("mount, pid, uts, ipc, cgroup", network: false, user: false);
        await RowAsync("and network", network: true, user: false);
        var figure = await RowAsync("and network, StartAsync and WaitAsync of a host", network: true, user: false, GuestView.Machine);
        await RowAsync("the same, and it sees its own limits", network: true, user: false, GuestView.Own);
        await RowAsync("and network and user", network: true, user: true);
        var (pss, rss) = await KeeperMemory.MeasureAsync(root, cancellationToken);
        return new(figure, table)
        {
            Note = $"Floor: clone3, overlay root, proc, tmpfs on /dev, devpts, shm, mqueue, sysfs, cgroup2, pivot_root, execve, wait. Ours does besides: a keeper with socket, log and streams, device nodes, masked and read-only paths, cgroups of {(root.Legacy ? "v1 and v2" : "v2")}, loopback, capabilities. One keeper: {pss} KB PSS, {rss} KB RSS.",
        };

        async Task<double> RowAsync(string name, bool network, bool user, GuestView? whole = null)
        {
            await Console.Error.WriteLineAsync($"start: {name}");
            await using var floor = await BareStart.BeginAsync(root, network, user, cancellationToken);
            await using var host = whole is { } view ? await WholeStart.MakeAsync(root, user, view, cancellationToken) : null;
            List<double> bare = [], ours = [];
            for (var run = -WarmUp; run < Runs; run++)
            {
                var (b, o) = (await floor.RunAsync(cancellationToken), host is null ? await OwnStart.RunAsync(root, network, user) : await host.RunAsync());
                if (run < 0) continue;
                bare.Add(b);
                ours.Add(o);
            }
            var ratio = Figures.Percentile(ours, 0.5) / Figures.Percentile(bare, 0.5);
            table.Row(name, Figures.Short(Figures.Percentile(bare, 0.5)), Figures.Short(Figures.Percentile(bare, 0.99)),
                Figures.Short(Figures.Percentile(ours, 0.5)), Figures.Short(Figures.Percentile(ours, 0.99)), Figures.Short(ratio));
            return ratio;
        }
    }
}
