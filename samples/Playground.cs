using Containment;
using Containment.Containers;

namespace Samples;

/// <summary>A host in a directory of its own that is gone afterwards, with all containers in it. Real programs keep theirs.</summary>
internal sealed class Playground : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ctsample-").FullName;

    public Playground() => Host = ContainerHost.Open(new ContainerHostOptions
    {
        StateDirectory = Path.Combine(_directory, "state"),
        RuntimeDirectory = Path.Combine(_directory, "run"),
        CgroupParent = null,
    });

    public ContainerHost Host { get; }

    /// <summary>A root file system with redis-server in it: the first argument, or what eng/setup.sh made.</summary>
    public static string RedisRoot(string[] args) =>
        args.FirstOrDefault() ?? Environment.GetEnvironmentVariable("CONTAINMENT_REDIS_ROOT")
        ?? throw new InvalidOperationException("Give a directory with a root file system that has redis-server (eng/rootfs.sh makes one and prints where).");

    /// <summary>Runs a command in a container and answers with what it wrote.</summary>
    public static async Task<string> AskAsync(Container container, params string[] command)
    {
        await using var session = await container.ExecAsync(new Containment.Bundles.ProcessSpec(command));
        using var reader = new StreamReader(session.Output);
        var answer = await reader.ReadToEndAsync();
        await session.WaitAsync();
        return answer.Trim();
    }

    /// <summary>Waits until Redis in a container answers.</summary>
    public static async Task UntilReadyAsync(Container container)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await AskAsync(container, "redis-cli", "ping") != "PONG") await Task.Delay(50, enough.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in await Host.ListAsync())
        {
            if ((await container.GetStatusAsync()).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync();
            await container.DeleteAsync();
        }
        await Host.DisposeAsync();
        Directory.Delete(_directory, true);
    }
}
