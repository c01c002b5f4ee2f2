using System.Diagnostics;
using System.Globalization;
using System.Net;
using Containment.Benchmarks.Start;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Networks;

namespace Containment.Benchmarks.Networks;

/// <summary>The measuring process of <see cref="NetworkBenchmark"/>: a line for each start, its kind and milliseconds.</summary>
internal static class ConnectedStarts
{
    public const string Word = "connected-starts";
    public const int Runs = 100, WarmUp = 10;
    private const string Bridge = "ctbench0";

    private static readonly NetworkSpec OnBridge = new()
    {
        Link = new NetworkLink.Bridge(Bridge),
        Addresses = [IPNetworkAddress.Parse("10.9.0.2/24"), IPNetworkAddress.Parse("fd09::2/64")],
        Gateways = [IPAddress.Parse("10.9.0.1"), IPAddress.Parse("fd09::1")],
    };

    public static async Task<int> RunAsync()
    {
        using var root = await TrueRoot.MakeAsync(default);
        await using var host = ContainerHost.Open(new() { StateDirectory = $"{root.Directory}/state", RuntimeDirectory = $"{root.Directory}/run" });
        await host.EnsureBridgeAsync(Bridge, [IPNetworkAddress.Parse("10.9.0.1/24"), IPNetworkAddress.Parse("fd09::1/64")]);
        await host.CreateNetworkAsync(new("bench") { Subnets = [IPNetwork.Parse("10.8.0.0/24"), IPNetwork.Parse("fd08::/64")] });
        List<(string Key, Func<Task<double>> Start)> kinds = [];
        List<IAsyncDisposable> used = [];
        foreach (var (key, networks) in ((string, IReadOnlyList<NetworkSpec>)[])[("ours", []), ("ours-veth", [OnBridge]), ("ours-named", [new() { Link = new NetworkLink.Network("bench") }]), ("ours-routed", [OnBridge with { Link = new NetworkLink.Routed(), Gateways = [] }])])
        {
            var spec = new ContainerSpec($"{root.Id}{kinds.Count}", new RootSource.Directory(root.Root), new ProcessSpec("/bin/true")) { Isolation = new() { UserNamespace = false }, Networks = networks };
            var container = await host.CreateAsync(spec);
            kinds.Add((key, () => StartAsync(container)));
            used.Add(new Removal(container));
        }
        var steps = await host.Part(h => new HostLinks(h)).PlanAsync("bare", [OnBridge]);
        foreach (var (key, plan) in ((string, IReadOnlyList<NetworkStep>)[])[("bare", NetworkPlan.Compile("bare", "", [], new Dictionary<string, ParentFacts>())), ("bare-veth", steps)])
        {
            var bare = await BareStart.BeginAsync(root, Write(plan, $"{root.Directory}/{key}.messages"), default);
            kinds.Add((key, () => bare.RunAsync(default)));
            used.Add(bare);
        }
        for (var run = -WarmUp; run < Runs; run++)
            foreach (var (key, start) in kinds)
            {
                var took = await start();
                if (run >= 0) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key} {took}"));
            }
        foreach (var one in used) await one.DisposeAsync();
        await host.DeleteNetworkAsync("bench");
        return 0;
    }

    private static async Task<double> StartAsync(Container container)
    {
        var began = Stopwatch.GetTimestamp();
        await container.StartAsync();
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await container.WaitAsync();
        // What a next start would do first.
        await container.Host.Part(h => new HostLinks(h)).RemoveAsync(container.Id);
        return took;
    }

    // For each message: who sends it (0: the parent), where the pid goes (or -1), how long it is, and itself.
    private static string Write(IReadOnlyList<NetworkStep> steps, string path)
    {
        using var file = new BinaryWriter(File.Create(path));
        foreach (var step in steps)
        {
            file.Write((int)step.Where);
            file.Write(step.PidOffset ?? -1);
            file.Write(step.Message.Length);
            file.Write(step.Message);
        }
        return path;
    }

    private sealed class Removal(Container container) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await container.DeleteAsync();
    }
}
