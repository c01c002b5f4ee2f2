using System.Diagnostics;
using Containment.Bundles;
using Containment.Checkpoints;
using Containment.Containers;
using Containment.Images;

namespace Containment.Benchmarks.Freeze;

/// <summary>A container as the library makes it when nothing else is said, saved and restored by its verbs.</summary>
internal sealed class OwnContainer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ctfreeze-").FullName;
    private readonly ContainerHost _host;
    private Container? _container;

    private OwnContainer() => _host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(_directory, "state"), RuntimeDirectory = Path.Combine(_directory, "run") });

    public static async Task<OwnContainer> StartAsync(string root, CancellationToken cancellationToken)
    {
        var own = new OwnContainer();
        try
        {
            own._container = await own._host.CreateAsync(new ContainerSpec(new ContainerId("freeze"), new RootSource.Directory(root), new ProcessSpec("/idle")), cancellationToken);
            await own._container.StartAsync(cancellationToken);
            return own;
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    public async Task CheckpointAsync(FreezeSamples samples, CancellationToken cancellationToken)
    {
        var container = _container!;
        var began = Stopwatch.GetTimestamp();
        var checkpoint = await container.CheckpointAsync(new CheckpointOptions { Name = "bench" }, cancellationToken);
        samples.Checkpoint.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        samples.Frozen.Add(checkpoint.Freeze.TotalMilliseconds);
        await container.KillAsync(cancellationToken);
        began = Stopwatch.GetTimestamp();
        await container.RestoreAsync("bench", cancellationToken);
        samples.Restore.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        await container.DeleteCheckpointAsync("bench", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            if ((await _container.GetStatusAsync()).Phase is ContainerPhase.Running or ContainerPhase.Paused) await _container.KillAsync();
            await _container.DeleteAsync();
        }
        await _host.DisposeAsync();
        Directory.Delete(_directory, true);
    }
}
