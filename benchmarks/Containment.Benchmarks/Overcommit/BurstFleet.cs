using System.Globalization;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Resources;

namespace Containment.Benchmarks.Overcommit;

/// <summary>Many containers that do bursts of work, below a cgroup that stands in for the machine.</summary>
internal sealed class BurstFleet : IAsyncDisposable
{
    public const long BurstMiB = 40, LimitMiB = 48;
    // Enough to take as long as the page faults do, or it is the kernel that is measured.
    private const int Passes = 120;
    private readonly string _directory = Directory.CreateTempSubdirectory("ctburst-").FullName;
    private readonly string _parent = $"ctburst-{Environment.ProcessId}-{Guid.NewGuid():n}"[..24];
    private readonly int _count;

    public BurstFleet(int count)
    {
        _count = count;
        Host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(_directory, "state"), RuntimeDirectory = Path.Combine(_directory, "run"), CgroupParent = _parent });
        Directory.CreateDirectory(Sync);
    }

    public ContainerHost Host { get; }

    private string Sync => Path.Combine(_directory, "sync");

    public async Task StartAsync(string root, long? poolBytes, CancellationToken cancellationToken)
    {
        for (var n = 0; n < _count; n++)
        {
            var spec = new ContainerSpec($"b{n}", new RootSource.Directory(root), new ProcessSpec("/burst", $"b{n}", BurstMiB.ToString(CultureInfo.InvariantCulture), Passes.ToString(CultureInfo.InvariantCulture)))
            {
                Isolation = new() { UserNamespace = false, Mounts = [new("/sync", Sync)] }, Limits = new() { MemoryMax = MemoryLimit.MiB(LimitMiB) },
            };
            var container = await Host.CreateAsync(spec, cancellationToken);
            if (n == 0 && poolBytes is { } bytes) Limit(bytes);
            await container.StartAsync(cancellationToken);
        }
    }

    /// <summary>Lets them work for a while.</summary>
    /// <returns>Bursts done in the span after they have settled, unfinished ones by their passes, and containers that were killed at any time.</returns>
    public async Task<(double Bursts, int Killed)> WorkAsync(TimeSpan settling, TimeSpan span, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(Sync, "go"), "", cancellationToken);
        await Task.Delay(settling, cancellationToken);
        var before = Made();
        await Task.Delay(span, cancellationToken);
        var made = Made() - before;
        var killed = 0;
        foreach (var container in await Host.ListAsync(cancellationToken))
            if ((await container.GetStatusAsync(cancellationToken)).Phase == ContainerPhase.Exited) killed++;
        return (made / (double)Passes, killed);
    }

    private long Made() => Directory.EnumerateFiles(Sync, "b*").Sum(file => long.TryParse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture, out var passes) ? passes : 0);

    public async ValueTask DisposeAsync()
    {
        // Processes that fight for memory take long to die.
        Limit(long.MaxValue / 2);
        foreach (var pool in Pools().Where(pool => File.Exists(Path.Combine(pool, "cgroup.kill")))) await File.WriteAllTextAsync(Path.Combine(pool, "cgroup.kill"), "1");
        await Task.Delay(TimeSpan.FromSeconds(2));
        foreach (var container in await Host.ListAsync())
        {
            if ((await container.GetStatusAsync()).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync();
            await container.DeleteAsync();
        }
        await Host.DisposeAsync();
        foreach (var pool in Pools()) Directory.Delete(pool);
        Directory.Delete(_directory, true);
    }

    private void Limit(long bytes)
    {
        foreach (var pool in Pools())
            foreach (var file in (string[])["memory.max", "memory.limit_in_bytes"])
                if (File.Exists(Path.Combine(pool, file))) File.WriteAllText(Path.Combine(pool, file), bytes == long.MaxValue / 2 ? file == "memory.max" ? "max" : "-1" : bytes.ToString(CultureInfo.InvariantCulture));
    }

    private IReadOnlyList<string> Pools() => [.. Directory.EnumerateDirectories("/sys/fs/cgroup", _parent, SearchOption.AllDirectories)];
}
