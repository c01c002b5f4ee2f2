using Containment.Bundles;
using Containment.Containers;
using Containment.Images;

namespace Containment.Benchmarks.Density;

/// <summary>Ours, as the library makes them when nothing else is said, and as quickly as many tasks can.</summary>
internal sealed class OwnFleet : IFleet
{
    public string Name => "containment";

    public bool IsOverhead(string executable) => executable.Contains("containment-init", StringComparison.Ordinal);

    public async Task<IAsyncDisposable> StartAsync(int count, string root, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("ctdensity-").FullName;
        var fleet = new Running(directory, ContainerHost.Open(new ContainerHostOptions
        {
            StateDirectory = Path.Combine(directory, "state"),
            RuntimeDirectory = Path.Combine(directory, "run"),
        }));
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (i, token) =>
            {
                var spec = new ContainerSpec(new ContainerId($"ctdensity-{i}"), new RootSource.Directory(root), new ProcessSpec("/idle"));
                var container = await fleet.Host.CreateAsync(spec, token);
                await container.StartAsync(token);
            });
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    private sealed class Running(string directory, ContainerHost host) : IAsyncDisposable
    {
        public ContainerHost Host => host;

        public async ValueTask DisposeAsync()
        {
            foreach (var container in await host.ListAsync())
            {
                var status = await container.GetStatusAsync();
                if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync();
                await container.DeleteAsync();
            }
            await host.DisposeAsync();
            Directory.Delete(directory, true);
        }
    }
}
