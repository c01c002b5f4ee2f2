using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Quotas;

[TestFixture(DiskQuotaKind.Image), TestFixture(DiskQuotaKind.Subvolume)]
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class QuotaTests(DiskQuotaKind kind)
{
    private QuotaScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new(kind);

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task A_container_writes_so_much_and_no_more([Values] bool userNamespace, CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        const string script = """
            dd if=/dev/urandom of=/root/big bs=1M count=100 && sync && echo all
            wc -c < /root/big
            rm /root/big; sync
            echo small > /root/small && sync && echo small
            echo end; sleep 1000
            """;
        var container = await scene.StartAsync(script, cancellation, spec => _scene.With(spec) with { Isolation = new() { UserNamespace = userNamespace } });
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("end", StringComparison.Ordinal), cancellation);
        var said = await Scene.LogAsync(container, cancellation);
        Assert.That(said, Does.Contain("No space left").Or.Contain("uota exceeded"));
        Assert.That(said.Split('\n'), Does.Contain("small").And.Not.Contain("all"), said);
        Assert.That(said.Split('\n').Select(line => long.TryParse(line, out var bytes) ? bytes : 0).Max(), Is.InRange(40_000_000, 64 << 20));
        // What the host remembers of it is not in its quota.
        await container.SetAsync(new() { Pids = PidsLimit.Parse("50") }, cancellation);
    }

    [Test]
    public async Task What_is_used_and_what_may_be_is_told(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("head -c 20000000 /dev/urandom > /root/f; sync; df -k / | tail -1", 64, cancellation);
        Assert.That(await container.GetDiskAsync(cancellation), Is.EqualTo(new DiskQuota(64 << 20) { Kind = kind }));
        var before = await container.GetDiskUsageAsync(cancellation);
        Assert.That(before.Total, Is.InRange(50 << 20, 64 << 20));
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        var after = await container.GetDiskUsageAsync(cancellation);
        Assert.That(after.Used - before.Used, Is.InRange(19_900_000, 22_000_000));
        Assert.That(after.Total, Is.EqualTo(before.Total));
        if (kind != DiskQuotaKind.Image) return;
        var inside = (await Scene.LogAsync(container, cancellation)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.That((long.Parse(inside[1]), long.Parse(inside[2])), Is.EqualTo((after.Total / 1024, after.Used / 1024)));
    }

    [Test]
    public async Task Another_container_writes_on_while_one_is_full(CancellationToken cancellation)
    {
        var full = await _scene.MakeAsync("head -c 100000000 /dev/urandom > /root/big; sync", 32, cancellation);
        await full.StartAsync(cancellation);
        await full.WaitAsync(cancellation);
        var other = await _scene.Test.Host.CreateAsync(TestHost.Shell("head -c 50000000 /dev/urandom > /root/f && sync"), cancellation);
        await other.StartAsync(cancellation);
        Assert.That((await other.WaitAsync(cancellation)).Code, Is.Zero);
        Assert.That(await Assert.ThrowsAsync<ContainmentException>(() => other.GetDiskUsageAsync(cancellation)), Has.Property("Reason").EqualTo(FailureReason.WrongState));
        Assert.That(await other.GetDiskAsync(cancellation), Is.Null);
    }

    [Test]
    public async Task A_full_container_goes_on_when_it_may_have_more(CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        // XFS from 1 GiB on: it grows while mounted, whatever this process may do.
        var (before, after) = kind == DiskQuotaKind.Image ? (1024L, 1152L) : (32L, 64L);
        var container = await scene.StartAsync($"fallocate -l {before * 7 / 8}M /root/big; dd if=/dev/zero of=/root/rest bs=64k 2> /dev/null; echo full; while :; do head -c 30000000 /dev/urandom > /root/more 2> /dev/null && sync && echo done && sleep 1000; sleep 0.1; done", cancellation, spec => _scene.With(spec, before));
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("full", StringComparison.Ordinal), cancellation);
        await container.SetDiskAsync(after << 20, cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("done", StringComparison.Ordinal), cancellation);
        Assert.That((await container.GetDiskAsync(cancellation))!.Bytes, Is.EqualTo(after << 20));
        Assert.That((await container.GetDiskUsageAsync(cancellation)).Total, Is.GreaterThan(before << 20));
    }

    [Test]
    public async Task A_quota_shrinks_where_that_can_be_and_never_below_what_is_there(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("head -c 40000000 /dev/urandom > /root/f; sync", 64, cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.SetDiskAsync(32 << 20, cancellation));
        Assert.That(failure!.Reason, Is.EqualTo(kind == DiskQuotaKind.Image ? FailureReason.Unsupported : FailureReason.WrongState));
        Assert.That((await container.GetDiskAsync(cancellation))!.Bytes, Is.EqualTo(64 << 20));
        if (kind == DiskQuotaKind.Image) return;
        await container.SetDiskAsync(48 << 20, cancellation);
        Assert.That((await container.GetDiskUsageAsync(cancellation)).Total, Is.EqualTo(48 << 20));
    }

    [Test]
    public async Task A_clone_has_the_quota_that_the_original_has_now(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("head -c 100000000 /dev/urandom > /root/f; sync; wc -c < /root/f", 32, cancellation);
        await container.SetDiskAsync(48 << 20, cancellation);
        var clone = (await container.CloneAsync([TestHost.NewId()], cancellationToken: cancellation))[0];
        Assert.That(await clone.GetDiskAsync(cancellation), Is.EqualTo(new DiskQuota(48 << 20) { Kind = kind }));
        await clone.StartAsync(cancellation);
        await clone.WaitAsync(cancellation);
        Assert.That(long.Parse((await Scene.LogAsync(clone, cancellation)).Trim().Split('\n')[^1]), Is.InRange(33_000_000, 48 << 20));
    }

    [Test]
    public async Task A_full_container_that_does_not_run_is_snapshotted_and_rolled_back(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync("ls /root; cat /dev/zero > /root/big 2> /dev/null; sync; i=0; while echo $i > /root/$i; do i=$((i+1)); done 2> /dev/null", 32, cancellation);
        await container.SnapshotAsync(new() { Name = "empty" }, cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        await container.SnapshotAsync(new() { Name = "full" }, cancellation);
        await container.RollBackAsync("empty", cancellation);
        await container.DeleteSnapshotAsync("full", cancellation);
        await container.RollBackAsync("empty", cancellation);
        // btrfs cleans up behind deleted subvolumes in its own time.
        await Scene.UntilAsync(async () => (await container.GetDiskUsageAsync(cancellation)).Used < 20 << 20, cancellation);
        var before = (await Scene.LogAsync(container, cancellation)).Length;
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        Assert.That((await Scene.LogAsync(container, cancellation))[before..], Does.Not.Contain("big"));
        Assert.That((await container.GetDiskUsageAsync(cancellation)).Used, Is.InRange(24 << 20, 33 << 20), "it was full again, and no more");
    }

    [Test]
    public async Task A_full_container_keeps_its_snapshots_and_can_be_grown_or_deleted(CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.StartAsync("echo one > /root/f; echo ready; while [ ! -e /root/go ]; do sleep 0.05; done; head -c 100000000 /dev/urandom > /root/big; sync; echo full; sleep 1000", cancellation, spec => _scene.With(spec, 32));
        await container.SnapshotAsync(new() { Name = "a" }, cancellation);
        await Scene.RunAsync(container, cancellation, "touch", "/root/go");
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("full", StringComparison.Ordinal), cancellation);
        if (kind == DiskQuotaKind.Image)
        {
            var failure = await Assert.CatchAsync<ContainmentException>(() => container.SnapshotAsync(new() { Name = "b" }, cancellation));
            Assert.That(failure!.Reason, Is.AnyOf(FailureReason.Exhausted, FailureReason.KernelRefused), failure.Message);
        }
        Assert.That((await container.ListSnapshotsAsync(cancellation)).Single().Name, Is.EqualTo("a"));
        await container.KillAsync(cancellation);
        await container.SetDiskAsync(64 << 20, cancellation);
        await container.SnapshotAsync(new() { Name = "b" }, cancellation);
        await container.RollBackAsync("a", cancellation);
        await container.RollBackAsync("b", cancellation);
        Assert.That((await container.GetDiskAsync(cancellation))!.Bytes, Is.EqualTo(64 << 20));
    }
}
