using Containment.Benchmarks.Freeze;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;

namespace Containment.Benchmarks.Merging;

/// <summary>Containers of one image, each a Redis with the same 50,000 keys: what many tenants of one service look like.</summary>
internal sealed class RedisFleet : IAsyncDisposable
{
    private const int Keys = 50_000, KeyBytes = 200;
    private readonly string _directory = Directory.CreateTempSubdirectory("ctksm").FullName;
    private readonly List<Container> _containers = [];

    private RedisFleet() => Host = ContainerHost.Open(new() { StateDirectory = $"{_directory}/state", RuntimeDirectory = $"{_directory}/run" });

    public ContainerHost Host { get; }
    public IReadOnlyList<Container> Containers => _containers;

    public static async Task<RedisFleet> StartAsync(int count, bool merge, CancellationToken cancellationToken)
    {
        var fleet = new RedisFleet();
        try
        {
            for (var n = 0; n < count; n++) await fleet.AddAsync(n, merge, cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bytes of the containers' own memory by their cgroups, all together.</summary>
    public async Task<long> UsedAsync(CancellationToken cancellationToken)
    {
        var sum = 0L;
        foreach (var container in _containers) sum += (await container.GetUsageAsync(cancellationToken)).MemoryCurrent;
        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await container.KillAsync();
            await container.DeleteAsync();
        }
        await Host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task AddAsync(int number, bool merge, CancellationToken cancellationToken)
    {
        var redis = new ProcessSpec("redis-server", "--save", "", "--port", "0", "--unixsocket", "/tmp/redis.sock", "--enable-debug-command", "yes");
        var container = await Host.CreateAsync(new ContainerSpec(new ContainerId($"ctksm{number}"), new RootSource.Directory(OwnContainer.RedisRoot), redis) { MergeMemory = merge }, cancellationToken);
        _containers.Add(container);
        await container.StartAsync(cancellationToken);
        var fill = $"until redis-cli -s /tmp/redis.sock ping > /dev/null 2>&1; do sleep 0.05; done; redis-cli -s /tmp/redis.sock debug populate {Keys} key {KeyBytes}";
        await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", fill), null, cancellationToken);
        var said = await new StreamReader(session.Output).ReadToEndAsync(cancellationToken);
        if (!said.StartsWith("OK", StringComparison.Ordinal)) throw new InvalidOperationException($"redis-cli: {said}");
    }
}
