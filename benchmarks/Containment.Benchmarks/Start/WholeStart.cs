using System.Diagnostics;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;

namespace Containment.Benchmarks.Start;

/// <summary>Starts as a user has them: a container of a host, StartAsync, WaitAsync, with state, locks and events.</summary>
internal sealed class WholeStart : IAsyncDisposable
{
    private readonly ContainerHost _host;
    private readonly Container _container;

    private WholeStart(ContainerHost host, Container container) => (_host, _container) = (host, container);

    public static async Task<WholeStart> MakeAsync(TrueRoot root, bool user, GuestView view, CancellationToken cancellationToken)
    {
        var host = ContainerHost.Open(new() { StateDirectory = $"{root.Directory}/state-{view}", RuntimeDirectory = $"{root.Directory}/run-{view}" });
        var spec = new ContainerSpec(root.Id.Value + (view == GuestView.Own ? "v" : "w"), new RootSource.Directory(root.Root), new ProcessSpec("/bin/true")) { Isolation = new() { UserNamespace = user, GuestView = view } };
        return new(host, await host.CreateAsync(spec, cancellationToken));
    }

    /// <summary>Milliseconds.</summary>
    public async Task<double> RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await _container.StartAsync();
        var status = await _container.WaitAsync();
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return status.Code == 0 ? took : throw new InvalidOperationException($"/bin/true: {status}");
    }

    public async ValueTask DisposeAsync()
    {
        await _container.DeleteAsync();
        await _host.DisposeAsync();
    }
}
