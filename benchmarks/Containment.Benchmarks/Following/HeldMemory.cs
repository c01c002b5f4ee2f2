using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Migration;

namespace Containment.Benchmarks.Following;

/// <summary>A program with much or little memory that goes back and forth between two hosts, its memory after it.</summary>
internal sealed class HeldMemory : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly JoinedHosts _hosts;
    private readonly IdleRoot _root;
    private readonly ContainerSpec _spec;
    private int _at;

    private HeldMemory(JoinedHosts hosts, IdleRoot root, int megabytes)
    {
        (_hosts, _root) = (hosts, root);
        _spec = new(new ContainerId($"ctheld{Guid.NewGuid().ToString("n")[..8]}"), new RootSource.Directory(root.Path), new ProcessSpec("/holder", $"{megabytes}"));
    }

    public static async Task<HeldMemory> StartAsync(int megabytes, CancellationToken cancellationToken)
    {
        var root = await IdleRoot.MakeAsync(cancellationToken, "holder");
        var held = new HeldMemory(await JoinedHosts.MakeAsync(cancellationToken), root, megabytes);
        try
        {
            var container = await held._hosts.Hosts[0].CreateAsync(held._spec, cancellationToken);
            await container.StartAsync(cancellationToken);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            await foreach (var line in container.ReadLogAsync(new() { Follow = true }, patience.Token))
                if (line.Text.Contains("full", StringComparison.Ordinal)) break;
            return held;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    public async Task<MigrationReport> MoveAsync(MigrationStrategy strategy, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var container = await _hosts.Hosts[_at].GetAsync(_spec.Id, cancellationToken);
        var report = await container.MigrateAsync(_hosts.Addresses[1 - _at], new() { Strategy = strategy }, cancellationToken: CancellationToken.None);
        _at = 1 - _at;
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        await _hosts.DisposeAsync();
        _root.Dispose();
    }
}
