using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Histories;

[TestFixture(LayerPlace.Directories), TestFixture(LayerPlace.Subvolumes)]
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class CloneTests(LayerPlace place)
{
    private const string Write = "echo 1 > /root/f; ln /root/f /root/g; mkdir -p /data/d; echo k > /data/d/k; rm /etc/group; echo 0123456789abcdef0123456789abcdef > /etc/machine-id";
    private SnapshotScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new(place);

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task Clones_have_the_files_of_the_original_and_an_identity_of_their_own(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        await RunAsync(container, Write, cancellation);
        ContainerId[] ids = [TestHost.NewId(), TestHost.NewId(), TestHost.NewId()];
        var clones = await container.CloneAsync(ids, cancellationToken: cancellation);
        Assert.That(clones.Select(clone => clone.Id), Is.EqualTo(ids));
        HashSet<string> machines = [];
        foreach (var clone in clones)
        {
            Assert.That((await clone.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created));
            var said = (await RunAsync(clone, "hostname; cat /root/f /root/g /data/d/k; ls /etc; cat /etc/machine-id; stat -c '%a %u:%g' /etc/machine-id", cancellation)).Split('\n');
            Assert.That(said[..6], Is.EqualTo(new[] { clone.Id.Value, "1", "1", "k", "machine-id", "passwd" }));
            Assert.That(said[6], Has.Length.EqualTo(32).And.Not.EqualTo("0123456789abcdef0123456789abcdef"));
            Assert.That(said[7], Is.EqualTo("644 0:0"));
            machines.Add(said[6]);
        }
        Assert.That(machines, Has.Count.EqualTo(3));
        Assert.That((await Task.WhenAll(clones.Select(clone => clone.GetStatusAsync(cancellation)))).Select(status => status.FirstHostId).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task What_one_writes_no_other_sees_and_each_may_be_deleted(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        await RunAsync(container, Write, cancellation);
        await container.SnapshotAsync(new() { Name = "s" }, cancellation);
        await RunAsync(container, "echo 2 >> /root/f", cancellation);
        var (one, other) = ((await container.CloneAsync([TestHost.NewId()], cancellationToken: cancellation))[0], (await container.CloneAsync([TestHost.NewId()], new() { Snapshot = "s" }, cancellation))[0]);
        await RunAsync(container, "echo o >> /root/f; echo o > /data/d/k", cancellation);
        await RunAsync(one, "echo c >> /root/f; rm -r /data", cancellation);
        Assert.That(await RunAsync(other, "cat /root/f /data/d/k", cancellation), Is.EqualTo("1\nk\n"));
        Assert.That(await RunAsync(container, "cat /root/f /data/d/k", cancellation), Is.EqualTo("1\n2\no\no\n"));
        await container.DeleteAsync(cancellation);
        Assert.That(await RunAsync(one, "cat /root/f; ls /", cancellation), Does.StartWith("1\n2\nc\n").And.Not.Contain("data"));
        await one.DeleteAsync(cancellation);
        Assert.That(await RunAsync(other, "cat /root/f /data/d/k", cancellation), Is.EqualTo("1\nk\n"));
        var again = (await other.CloneAsync([TestHost.NewId()], cancellationToken: cancellation))[0];
        Assert.That(await RunAsync(again, "cat /root/f", cancellation), Is.EqualTo("1\n"));
    }

    [Test, Needs(Need.Criu)]
    public async Task Clones_of_a_snapshot_with_memory_go_on_from_there(CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.CountAsync(cancellation, _scene.With);
        await Task.Delay(200, cancellation);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        var at = await Scene.CountOfAsync(container, cancellation);
        ContainerId[] ids = [TestHost.NewId(), TestHost.NewId(), TestHost.NewId()];
        var clones = await container.CloneAsync(ids, new() { Snapshot = "m", Reseed = new("/bin/sh", "-c", "echo $CONTAINMENT_CLONE > /root/seed") }, cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        foreach (var clone in clones)
        {
            await Scene.UntilAsync(async () => (await Scene.LogAsync(clone, cancellation)).Length > 0, cancellation);
            var first = int.Parse((await Scene.LogAsync(clone, cancellation)).Split('\n')[0][1..]);
            Assert.That(first, Is.InRange(5, at + 1), "it counts on and not anew");
            await Scene.GoesOnAsync(clone, cancellation);
            Assert.That(await Scene.RunAsync(clone, cancellation, "sh", "-c", "hostname; cat /root/seed"), Is.EqualTo($"{clone.Id}\n{clone.Id}\n"));
        }
        await container.KillAsync(cancellation);
        await container.DeleteAsync(cancellation);
        foreach (var clone in clones) await Scene.GoesOnAsync(clone, cancellation);
        // A clone is a container like any other.
        await clones[0].SnapshotAsync(new() { Name = "own", Memory = true }, cancellation);
        await clones[0].KillAsync(cancellation);
        await clones[0].RollBackAsync("own", cancellation);
        await Scene.GoesOnAsync(clones[0], cancellation);
    }

    [Test, Needs(Need.Criu, Need.Bridge)]
    public async Task Clones_on_a_network_have_addresses_of_their_own(CancellationToken cancellation)
    {
        await using var joined = await JoinedHosts.MakeAsync(cancellation);
        var spec = TestHost.Shell("i=0; while :; do i=$((i+1)); echo n$i; sleep 0.02; done") with { Networks = [JoinedHosts.Network with { Mac = "02:00:00:00:00:0a" }] };
        var container = await joined.Hosts[0].CreateAsync(spec, cancellation);
        var options = joined.Options(0);
        using (var start = new RunningProgram("nsenter",
            [$"--net=/proc/{Environment.ProcessId}/fd/{joined.Namespaces[0].Number}", Programs.Cli, "start", spec.Id.Value, "--state", options.StateDirectory, "--run", options.RuntimeDirectory]))
            Assert.That((await start.WaitAsync(cancellation)).Code, Is.Zero);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        var clones = await container.CloneAsync([TestHost.NewId(), TestHost.NewId()], new() { Snapshot = "m" }, cancellation);
        string[] shown = [.. await Task.WhenAll(((Container[])[container, .. clones]).Select(one => Scene.RunAsync(one, cancellation, "ip", "addr", "show", "eth0")))];
        for (var i = 0; i < shown.Length; i++) Assert.That(shown[i], Does.Contain($"10.79.0.{10 + i}/24"));
        Assert.That(shown.Select(text => text.Split("link/ether ")[1][..17]).Distinct().Count(), Is.EqualTo(3));
        Assert.That(await Scene.RunAsync(clones[1], cancellation, "ping", "-c", "1", "-W", "5", "10.79.0.11"), Does.Contain("1 packets received"));
    }

    [Test, Needs(Need.Criu)]
    public async Task All_clones_are_made_or_none(CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.CountAsync(cancellation, _scene.With);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        var fine = TestHost.NewId();
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.CloneAsync([fine, container.Id], new() { Snapshot = "m" }, cancellation));
        Assert.That(failure!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
        failure = await Assert.ThrowsAsync<ContainmentException>(() => container.CloneAsync([fine], new() { Snapshot = "m", Reseed = new("/bin/sh", "-c", "echo no luck >&2; exit 3") }, cancellation));
        Assert.That((failure!.Reason, failure.Message), Is.EqualTo((FailureReason.ToolFailed, failure.Message)));
        Assert.That(failure.Message, Does.Contain("no luck").And.Contain("3"));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.CloneAsync([fine], cancellationToken: cancellation)))!.Reason, Is.EqualTo(FailureReason.WrongState));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.CloneAsync([fine], new() { Snapshot = "none" }, cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        await Assert.ThrowsAsync<InvalidSpecException>(() => container.CloneAsync([fine, fine], new() { Snapshot = "m" }, cancellation));
        await Assert.ThrowsAsync<InvalidSpecException>(() => container.CloneAsync([fine], new() { Snapshot = "m", Describe = spec => spec with { Id = container.Id } }, cancellation));
        Assert.That((await scene.Host.ListAsync(cancellation)).Select(one => one.Id), Is.EqualTo(new[] { container.Id }));
        Assert.That(Directory.EnumerateDirectories(Path.Combine(scene.Test.Options.StateDirectory, "containers")).Select(Path.GetFileName), Is.EqualTo(new[] { container.Id.Value }));
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await container.CloneAsync([fine], new() { Snapshot = "m" }, cancellation), Has.Count.EqualTo(1));
    }

    [Test, Needs(Need.Criu)]
    public async Task Damaged_memory_makes_no_clone([Values("memory.json", "pages-1.img", "inventory.img")] string what, CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.CountAsync(cancellation, _scene.With);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        var snapshot = Path.Combine(scene.Test.Options.StateDirectory, "containers", container.Id.Value, "snapshots/m");
        var path = Path.Combine(snapshot, what == "memory.json" ? what : $"images/{what}");
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        bytes[^3] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, cancellation);
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.CloneAsync([TestHost.NewId()], new() { Snapshot = "m" }, cancellation));
        Assert.That((failure!.Reason, failure.Subject), Is.EqualTo((FailureReason.Corrupt, path)));
        Assert.That((await scene.Host.ListAsync(cancellation)).Select(one => one.Id), Is.EqualTo(new[] { container.Id }));
        await Scene.GoesOnAsync(container, cancellation);
    }

    [Test, Needs(Need.Criu)]
    public async Task A_process_killed_while_it_clones_leaves_no_clone_that_looks_whole([Values("filled", "created")] string step, CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.CountAsync(cancellation, _scene.With);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        var id = TestHost.NewId();
        Assert.That(await KilledChange.RunAsync(scene.Test, container, step, 1, cancellation, "clone", "m", id.Value), Is.True);
        await Scene.GoesOnAsync(container, cancellation);
        await using (var other = scene.Test.OpenAgain())
        {
            var left = (await other.ListAsync(cancellation)).SingleOrDefault(one => one.Id == id);
            Assert.That(left is not null, Is.EqualTo(step == "created"));
            if (left is not null)
            {
                Assert.That((await left.GetStatusAsync(cancellation)).Ownership.Owner, Is.EqualTo(Owner.Incoming));
                Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => left.StartAsync(cancellation)))!.Reason, Is.EqualTo(FailureReason.WrongState));
                await left.DeleteAsync(cancellation);
            }
        }
        var clone = (await container.CloneAsync([id], new() { Snapshot = "m" }, cancellation))[0];
        await Scene.UntilAsync(async () => (await Scene.LogAsync(clone, cancellation)).Length > 0, cancellation);
        await Scene.GoesOnAsync(clone, cancellation);
    }

    private Task<string> RunAsync(Container container, string script, CancellationToken cancellation) => _scene.RunAsync(container, script, cancellation);
}
