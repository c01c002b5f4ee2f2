using System.Net;
using Containment.Benchmarks.Freeze;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Migration;

namespace Containment.Benchmarks.Move;

/// <summary>A Redis that goes back and forth between two hosts, with a client that never lets go of it.</summary>
internal sealed class MovingRedis : IAsyncDisposable
{
    private readonly JoinedHosts _hosts;
    private readonly ContainerSpec _spec = new(new ContainerId($"ctmove{Guid.NewGuid().ToString("n")[..8]}"), new RootSource.Directory(OwnContainer.RedisRoot),
        new ProcessSpec("redis-server", "--save", "", "--bind", "0.0.0.0", "--protected-mode", "no")) { Networks = [JoinedHosts.Network] };
    private CountingClient? _client;
    private int _at;

    private MovingRedis(JoinedHosts hosts) => _hosts = hosts;

    public static async Task<MovingRedis> StartAsync(CancellationToken cancellationToken)
    {
        var moving = new MovingRedis(await JoinedHosts.MakeAsync(cancellationToken));
        try
        {
            await moving._hosts.Hosts[0].CreateAsync(moving._spec, cancellationToken);
            await StartHere.AskAsync(moving._hosts.Namespaces[0], moving._hosts.Options(0), moving._spec.Id, cancellationToken);
            moving._client = await CountingClient.ConnectAsync(moving._hosts.ClientNamespace, new IPEndPoint(JoinedHosts.Network.Addresses[0].Address, 6379), cancellationToken);
            return moving;
        }
        catch
        {
            await moving.DisposeAsync();
            throw;
        }
    }

    public async Task MoveAsync(MoveSamples samples, CancellationToken cancellationToken)
    {
        await _client!.CountOnAsync(20, cancellationToken);
        _client.TakeLongestGap();
        var container = await _hosts.Hosts[_at].GetAsync(_spec.Id, cancellationToken);
        // Not interrupted in the middle: it is soon over, and then there is one container to remove.
        var report = await container.MigrateAsync(_hosts.Addresses[1 - _at], cancellationToken: CancellationToken.None);
        _at = 1 - _at;
        await _client.CountOnAsync(20, cancellationToken);
        samples.Add(report, _client.TakeLongestGap());
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _hosts.DisposeAsync();
    }
}
