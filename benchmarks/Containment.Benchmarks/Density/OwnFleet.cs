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

    /// <summary>The containers, and the host they live on.</summary>
    internal sealed class Running(string directory, ContainerHost host) : IAsyncDisposable
    {
        public ContainerHost Host => host;

        public async ValueTask DisposeAsync()
        {
            await Parallel.ForEachAsync(await host.ListAsync(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (container, _) =>
            {
                var status = await container.GetStatusAsync(CancellationToken.None);
                if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync(CancellationToken.None);
                await container.DeleteAsync(CancellationToken.None);
            });
            await host.DisposeAsync();
            Directory.Delete(directory, true);
        }
    }
}
