using System.Globalization;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class SamplerTests(Tree tree)
{
    private static readonly SamplerOptions Everything = new() { CalmInterval = TimeSpan.Zero, DetailInterval = TimeSpan.Zero, IdleInterval = TimeSpan.Zero };

    [Test, CancelAfter(30_000)]
    public async Task Cores_and_throttling_of_a_busy_loop_are_seen(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { Cpu = CpuLimit.Of(0.3) });
        using var load = new Load(host.Cgroup, "while :; do :; done");
        using var sampler = host.Host.OpenSampler(Everything);
        var sample = await SampleUntilAsync(sampler, host.Id, one => one.Cpu is { Cores: > 0.02, Throttled.Ticks: > 0 }, cancellationToken);
        Assert.That(sample.Cpu.Cores, Is.LessThan(2));
        Assert.That(sample.Cpu.Time, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(host.Cgroup.ReadUsage().CpuTime));
        Assert.That(sample.Cpu.User, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test, CancelAfter(30_000)]
    public async Task Memory_and_processes_are_what_the_kernel_counts(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree, new() { Pids = PidsLimit.Of(20) });
        using var load = new Load(host.Cgroup, "x=$(head -c 20000000 /dev/zero | tr '\\0' x); echo done; read go; echo $x");
        await load.Output.ReadLineAsync(cancellationToken);
        using var sampler = host.Host.OpenSampler(Everything);
        var sample = await SampleUntilAsync(sampler, host.Id, one => one.Memory.Anonymous > 19 << 20, cancellationToken);
        Assert.That(sample.Memory.Current, Is.GreaterThan(19 << 20));
        Assert.That(sample.Memory.Peak, Is.GreaterThan(19 << 20));
        Assert.That(sample.Memory.WorkingSet, Is.LessThanOrEqualTo(sample.Memory.Current));
        Assert.That(sample.Memory.OutOfMemoryKills, Is.Zero);
        Assert.That(sample.Pids.Current, Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task Containers_may_come_go_and_come_back_while_it_samples(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(tree);
        using var sampler = host.Host.OpenSampler(Everything);
        var snapshot = new ResourceSnapshot();
        ContainerId other = $"{host.Id}x";
        var cgroup = ContainerCgroup.Create(host.Host, other);
        try
        {
            sampler.Sample(snapshot);
            Assert.That(snapshot.Samples.ToArray().Select(sample => sample.Id), Is.EqualTo(new[] { host.Id, other }));
            await cgroup.DeleteAsync(cancellationToken);
            sampler.Sample(snapshot);
            Assert.That(snapshot.Count, Is.EqualTo(1));
            Assert.That(snapshot.TryGet(other, out _), Is.False);
            cgroup = ContainerCgroup.Create(host.Host, other);
            using (new Load(cgroup, "sleep 60"))
            {
                var back = await SampleUntilAsync(sampler, other, sample => sample.Pids.Current > 0, cancellationToken);
                Assert.That(back.Cpu.Time, Is.LessThan(TimeSpan.FromSeconds(1)));
            }
        }
        finally
        {
            await cgroup.KillAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
            await cgroup.DeleteAsync(CancellationToken.None);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_sample_allocates_nothing([Values(null, 12, 0)] int? held)
    {
        await using var host = new CgroupHost(tree);
        List<ContainerCgroup> cgroups = [];
        try
        {
            for (var i = 0; i < 20; i++) cgroups.Add(ContainerCgroup.Create(host.Host, string.Create(CultureInfo.InvariantCulture, $"{host.Id}x{i}")));
            using var sampler = host.Host.OpenSampler(Everything with { HeldFiles = held });
            var snapshot = new ResourceSnapshot();
            for (var i = 0; i < 100; i++) sampler.Sample(snapshot);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) sampler.Sample(snapshot);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
            Assert.That(snapshot.Count, Is.EqualTo(21));
            Assert.That(sampler.Held, held is null ? Is.GreaterThan(100) : Is.LessThanOrEqualTo(held));
        }
        finally
        {
            foreach (var cgroup in cgroups) await cgroup.DeleteAsync();
        }
    }

    private static async Task<ContainerSample> SampleUntilAsync(ResourceSampler sampler, ContainerId id, Func<ContainerSample, bool> good, CancellationToken cancellationToken)
    {
        var snapshot = new ResourceSnapshot();
        while (true)
        {
            sampler.Sample(snapshot);
            if (snapshot.TryGet(id, out var sample) && good(sample)) return sample;
            await Task.Delay(100, cancellationToken);
        }
    }
}
