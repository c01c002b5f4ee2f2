using System.Diagnostics;
using Containment.Bundles;
using Containment.Checkpoints;
using Containment.Checkpoints.Restoring;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Images;

namespace Containment.Benchmarks.Freeze;

/// <summary>A container as the library makes it when nothing else is said, saved and restored by its verbs.</summary>
internal sealed class OwnContainer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ctfreeze-").FullName;
    private readonly ContainerHost _host;
    private Container? _container;

    public static string RedisRoot => Environment.GetEnvironmentVariable("CONTAINMENT_REDIS_ROOT") ?? throw new InvalidOperationException("CONTAINMENT_REDIS_ROOT is not set; eng/bench.sh sets it.");

    private OwnContainer() => _host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(_directory, "state"), RuntimeDirectory = Path.Combine(_directory, "run") });

    public static async Task<OwnContainer> StartAsync(CancellationToken cancellationToken)
    {
        var own = new OwnContainer();
        try
        {
            own._container = await own._host.CreateAsync(new ContainerSpec(new ContainerId("freeze"), new RootSource.Directory(RedisRoot), new ProcessSpec("redis-server", "--save", "", "--bind", "127.0.0.1")), cancellationToken);
            await own._container.StartAsync(cancellationToken);
            await Task.Delay(500, cancellationToken);
            await using var client = await own._container.ExecAsync(new ProcessSpec("redis-cli", "set", "key", "value"), cancellationToken: cancellationToken);
            await client.WaitAsync(cancellationToken);
            return own;
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    public async Task DumpByCriuAsync(FreezeSamples samples, CancellationToken cancellationToken)
    {
        var status = await _container!.GetStatusAsync(cancellationToken);
        await CriuAlone.DumpAsync(_host, status.ProcessId!.Value, Path.Combine(_directory, "images"), samples, cancellationToken);
    }

    public async Task CheckpointAsync(FreezeSamples samples, CancellationToken cancellationToken)
    {
        var container = _container!;
        var began = Stopwatch.GetTimestamp();
        var checkpoint = await container.CheckpointAsync(new CheckpointOptions { Name = "bench" }, cancellationToken);
        samples.Checkpoint.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        samples.Frozen.Add(checkpoint.Freeze.TotalMilliseconds);
        await container.KillAsync(cancellationToken);
        await RestoreByPartsAsync(container, samples, cancellationToken);
        await container.KillAsync(cancellationToken);
        began = Stopwatch.GetTimestamp();
        await container.RestoreAsync("bench", cancellationToken);
        samples.Restore.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        await container.DeleteCheckpointAsync("bench", cancellationToken);
    }

    private async Task RestoreByPartsAsync(Container container, FreezeSamples samples, CancellationToken cancellationToken)
    {
        var store = new CheckpointStore(_host.Containers().Paths(container.Id));
        using var held = await _host.Containers().LockAsync(container.Id, cancellationToken);
        await using var restorer = await Restorer.PrepareAsync(_host, held, store.Read("bench").Facts, cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await restorer.RestoreAsync(CheckpointStore.Images(store.DirectoryOf("bench")), cancellationToken);
        await restorer.CommitAsync(cancellationToken);
        samples.RestoreByCriu.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
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
