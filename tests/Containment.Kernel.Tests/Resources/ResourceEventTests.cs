using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class ResourceEventTests(Tree tree)
{
    private const string Hog = "head -c 200000000 /dev/zero | tail -c 150000000 | wc -c; sleep 60";

    [Test, CancelAfter(60_000)]
    public async Task An_out_of_memory_kill_is_told(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { MemoryMax = MemoryLimit.MiB(24), Swap = SwapLimit.Of(0) });
        var events = host.Host.WatchResourcesAsync(new() { LookInterval = null }, cancellationToken);
        using var load = new Load(host.Cgroup, Hog);
        var killed = await FirstAsync(events, ResourceEventKind.OutOfMemoryKill);
        Assert.That((killed.Id, killed.Count), Is.EqualTo((host.Id, 1)));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_happens_to_one_that_is_made_while_we_watch_is_told(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, create: false);
        var events = host.Host.WatchResourcesAsync(new() { LookInterval = null, Containers = [host.Id] }, cancellationToken);
        using var load = new Load(ContainerCgroup.Create(host.Host, host.Id, new() { MemoryMax = MemoryLimit.MiB(24), Swap = SwapLimit.Of(0) }), Hog);
        Assert.That((await FirstAsync(events, ResourceEventKind.OutOfMemoryKill)).Id, Is.EqualTo(host.Id));
    }

    [Test, CancelAfter(60_000)]
    public async Task Refused_forks_and_throttling_are_counted(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { Pids = PidsLimit.Of(3), Cpu = CpuLimit.Of(0.05) });
        var events = host.Host.WatchResourcesAsync(new() { LookInterval = TimeSpan.FromMilliseconds(200) }, cancellationToken);
        using var busy = new Load(host.Cgroup, "while :; do :; done");
        using var load = new Load(host.Cgroup, "sleep 60 & sleep 60 & sleep 60 & wait");
        Dictionary<ResourceEventKind, long> counts = [];
        await foreach (var happened in events)
        {
            counts[happened.Kind] = counts.GetValueOrDefault(happened.Kind) + happened.Count;
            if (counts.ContainsKey(ResourceEventKind.ForkRefused) && counts.ContainsKey(ResourceEventKind.CpuThrottled)) break;
        }
        Assert.That(counts.Values, Has.All.GreaterThan(0));
    }

    [Test, CancelAfter(30_000)]
    public async Task Nothing_is_left_open_when_the_token_ends_it(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var never = host.Host.WatchResourcesAsync(new(), over.Token);
        var events = host.Host.WatchResourcesAsync(new(), over.Token);
        Assert.That(Open(host.Id), Is.GreaterThan(0));
        await over.CancelAsync();
        await foreach (var happened in events) Assert.Fail($"{happened}");
        while (Open(host.Id) > 0) await Task.Delay(10, cancellationToken);
        Assert.That(never, Is.Not.Null);
    }

    private static int Open(ContainerId id) =>
        new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(link => link.LinkTarget?.Contains(id.Value, StringComparison.Ordinal) == true);

    internal static async Task<ResourceEvent> FirstAsync(IAsyncEnumerable<ResourceEvent> events, ResourceEventKind kind)
    {
        await foreach (var happened in events)
            if (happened.Kind == kind) return happened;
        throw new InvalidOperationException($"the watch ended without {kind}");
    }
}
