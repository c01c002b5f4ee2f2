using System.Diagnostics;
using System.Runtime.InteropServices;
using Containment.Benchmarks.Freeze;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;

namespace Containment.Benchmarks.Cloning;

/// <summary>A host of its own with containers that run the service.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ctclone-").FullName;

    public ServiceHost()
    {
        File.SetUnixFileMode(_directory, (UnixFileMode)0b111_101_101);
        Host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(_directory, "state"), RuntimeDirectory = Path.Combine(_directory, "run") });
    }

    public ContainerHost Host { get; }

    public Task<Container> CreateAsync(string id, CancellationToken cancellationToken, string? script = null)
    {
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var process = script is null ? new ProcessSpec("/dotnet/dotnet", "/app/Containment.Benchmarks.dll", DataService.Word) : new ProcessSpec("/bin/sh", "-c", script);
        return Host.CreateAsync(new ContainerSpec(id, new RootSource.Directory(OwnContainer.RedisRoot), process)
        {
            Isolation = new IsolationSpec { Mounts = [new("/dotnet", runtime) { ReadOnly = true }, new("/app", AppContext.BaseDirectory) { ReadOnly = true }] },
        }, cancellationToken);
    }

    /// <summary>Milliseconds from <paramref name="began"/> to the container's first line.</summary>
    public static async Task<double> FirstLineAsync(Container container, long began, CancellationToken cancellationToken)
    {
        await foreach (var _ in container.ReadLogAsync(new LogOptions { Follow = true, Since = DateTimeOffset.UnixEpoch }, cancellationToken)) break;
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public static async Task<double> TimeAsync(Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public static async Task RemoveAsync(Container container, CancellationToken cancellationToken)
    {
        if ((await container.GetStatusAsync(cancellationToken)).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync(cancellationToken);
        await container.DeleteAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in await Host.ListAsync()) await RemoveAsync(container, CancellationToken.None);
        await Host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
