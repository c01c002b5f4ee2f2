using System.Diagnostics;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;
using Containment.Launch;
using Containment.Networks;
using Containment.Snapshots;

namespace Containment.Benchmarks.Start;

/// <summary>One start through the library: compile the plan, launch, wait for the end.</summary>
internal static class OwnStart
{
    /// <summary>Milliseconds.</summary>
    public static async Task<double> RunAsync(TrueRoot root, bool network, bool user)
    {
        var request = Request(root, network, user, "/bin/true");
        var began = Stopwatch.GetTimestamp();
        await using var session = await Launcher.StartAsync(LaunchCompiler.Compile(request));
        var status = await session.Exited;
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        File.Delete(request.Keeper!.LogPath);
        // As a start through the host does: replacing a file makes ext4 flush.
        File.Delete(request.Keeper!.ExitPath);
        return status.Code == 0 ? took : throw new InvalidOperationException($"/bin/true: {status}");
    }

    public static LaunchRequest Request(TrueRoot root, bool network, bool user, string command)
    {
        IdRange? ids = user ? new(100_000) : null;
        var spec = RuntimeSpecCompiler.Compile(new BundleSpec(new(command)) { Isolation = new() { UserNamespace = user } }, root.Id, UserIdentity.Root, ids);
        if (!network) spec = spec with { Linux = spec.Linux! with { Namespaces = [.. spec.Linux.Namespaces!.Where(one => one.Type != "network")] } };
        return new LaunchRequest
        {
            Id = root.Id.Value,
            Spec = spec,
            Root = new RootLayers([root.Root], $"{root.Directory}/ours/upper", $"{root.Directory}/ours/work"),
            Ids = ids,
            Cgroup = root.Cgroup,
            Network = network ? NetworkPlan.Compile(root.Id, root.Directory, [], new Dictionary<string, ParentFacts>()) : [],
            Keeper = new() { SocketPath = $"{root.Directory}/sock", ExitPath = $"{root.Directory}/exit", LogPath = $"{root.Directory}/log" },
            MountPoint = root.Directory,
        };
    }
}
