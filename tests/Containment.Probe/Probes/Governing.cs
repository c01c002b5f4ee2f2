using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Resources;
using Containment.Scheduling;

namespace Containment.Probe.Probes;

/// <summary>
/// DIRECTORY ROOT FILE PARENT: one container that read FILE, one that keeps memory and two that take much again and again, below a cgroup PARENT that has not
/// enough for all. The governor works until it has slowed one and taken caches back, and ends.
/// </summary>
internal static class Governing
{
    private const long Pool = 72 << 20, Cached = 24 << 20;

    public static async Task RunAsync(ProbeContext probe)
    {
        var (directory, root, file, parent) = (probe.Words[0], probe.Words[1], probe.Words[2], probe.Words[3]);
        var pool = $"/sys/fs/cgroup/{parent}";
        await using var host = ContainerHost.Open(new() { StateDirectory = Path.Combine(directory, "state"), RuntimeDirectory = Path.Combine(directory, "run"), CgroupParent = "/" + parent });
        List<Container> all = [];
        try
        {
            const string takes = "while :; do dd if=/dev/zero of=/dev/null bs=18M count=12 2> /dev/null; done";
            foreach (var (name, script) in ((string, string)[])
                [("reader", "cat /file > /dev/null; sleep 1000"), ("keeper", "dd if=/dev/zero bs=16M count=1 2> /dev/null | (read -r -n 1 x; sleep 1000)"), ("one", takes), ("two", takes)])
            {
                var spec = new ContainerSpec(name, new RootSource.Directory(root), new ProcessSpec("/bin/sh", "-c", script))
                {
                    Isolation = new() { Mounts = [new("/file", file) { ReadOnly = true }] }, Limits = new() { MemoryMax = MemoryLimit.MiB(48) },
                    Service = new() { CpuWeight = new(name == "one" ? 300 : 100) },
                };
                all.Add(await host.CreateAsync(spec, probe.Cancellation));
                await all[^1].StartAsync(probe.Cancellation);
                if (all.Count == 1) while (Number(Of("reader", "memory.current")) < Cached) await Task.Delay(100, probe.Cancellation);
                if (all.Count == 2) await File.WriteAllTextAsync($"{pool}/memory.max", $"{Pool}", probe.Cancellation);
            }
            await GovernAsync(probe, host, () => all.Select(container => Of(container.Id.Value, "memory.high")), () => Number(Of("reader", "memory.current")), () => Of("one", "cpu.weight"));
            probe.Say("high afterwards", string.Join(' ', all.Select(container => Of(container.Id.Value, "memory.high")).Distinct()));
            probe.Say("weight afterwards", Of("one", "cpu.weight"));
            probe.Say("kills", File.ReadLines($"{pool}/memory.events").Single(line => line.StartsWith("oom_kill ", StringComparison.Ordinal))[9..]);
            probe.Say("undo", File.Exists(Path.Combine(host.Options.RuntimeDirectory, "governor.undo")));
        }
        finally
        {
            foreach (var container in all)
            {
                await container.KillAsync();
                await container.DeleteAsync();
            }
            if (Directory.Exists(pool)) Directory.Delete(pool);
        }

        string Of(string name, string cgroupFile) => File.ReadAllText(Path.Combine(Directory.EnumerateDirectories(pool, $"ct-*-{name}").Single(), cgroupFile)).Trim();
    }

    private static async Task GovernAsync(ProbeContext probe, ContainerHost host, Func<IEnumerable<string>> highs, Func<long> cached, Func<string> weight)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(probe.Cancellation);
        await using var governor = host.OpenGovernor(new() { PaceMerging = false, Policy = new SharingPolicy(new() { Reserve = 0.25 }) });
        var (before, least, slowed, asked, failed) = (cached(), long.MaxValue, false, false, "");
        governor.Looked = report =>
        {
            slowed |= highs().Any(high => high != "max");
            asked |= report.Decision.Actions.Any(action => action is GovernorAction.ReclaimMemory);
            least = Math.Min(least, cached());
            if (report.Failed.Count > 0) failed = report.Failed[0].Reason;
        };
        var governing = governor.RunAsync(end.Token);
        while (!governing.IsCompleted && !(slowed && asked && least < before - (2 << 20))) await Task.Delay(100, probe.Cancellation);
        probe.Say("weight", weight());
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (governing.IsFaulted) await governing;
        probe.Say("alarms", governor.NoAlarms is null);
        probe.Say("slowed", slowed);
        probe.Say("asked", asked);
        probe.Say("taken back", before - least);
        probe.Say("failed", failed);
    }

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
