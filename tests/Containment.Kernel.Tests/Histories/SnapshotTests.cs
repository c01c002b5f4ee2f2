using Containment.Containers;
using Containment.Histories;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Histories;

[TestFixture(LayerPlace.Directories), TestFixture(LayerPlace.Subvolumes), TestFixture(LayerPlace.Image)]
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class SnapshotTests(LayerPlace place)
{
    private SnapshotScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new(place);

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task A_container_goes_back_to_any_snapshot_and_forth([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation, userNamespace);
        await RunAsync(container, "mkdir -p /data/d; echo 1 > /data/f; echo keep > /data/d/k; ln /data/f /data/g; chown 1000:1000 /data/f", cancellation);
        await container.SnapshotAsync(new() { Name = "one" }, cancellation);
        var one = await ViewAsync(container, cancellation);
        await RunAsync(container, "rm -r /data/d; mkdir /data/d; echo new > /data/d/n; echo 2 >> /data/f; rm /etc/passwd", cancellation);
        await container.SnapshotAsync(new() { Name = "two" }, cancellation);
        var two = await ViewAsync(container, cancellation);
        Assert.That(two, Is.Not.EqualTo(one));
        await RunAsync(container, "rm -r /data", cancellation);

        await container.RollBackAsync("one", cancellation);
        Assert.That(await ViewAsync(container, cancellation), Is.EqualTo(one));
        await container.RollBackAsync("two", cancellation);
        Assert.That(await ViewAsync(container, cancellation), Is.EqualTo(two));
        Assert.That(await RunAsync(container, "ls /etc", cancellation), Does.Not.Contain("passwd"));
        await container.RollBackAsync("one", cancellation);
        Assert.That(await RunAsync(container, "ls /etc", cancellation), Does.Contain("passwd"));
    }

    [Test]
    public async Task Snapshots_are_a_tree_and_roll_back_makes_siblings(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        foreach (var name in (string[])["a", "b"])
        {
            await RunAsync(container, $"echo {name} > /root/{name}", cancellation);
            await container.SnapshotAsync(new() { Name = name }, cancellation);
        }
        await container.RollBackAsync("a", cancellation);
        await RunAsync(container, "echo c > /root/c", cancellation);
        var c = await container.SnapshotAsync(new() { Name = "c" }, cancellation);
        Assert.That((c.Parent, c.IsCurrent, c.HasMemory, c.Freeze), Is.EqualTo(("a", true, false, TimeSpan.Zero)));
        Assert.That(c.FileBytes, Is.EqualTo(2));
        Assert.That((await container.ListSnapshotsAsync(cancellation)).Select(one => (one.Name, one.Parent, one.IsCurrent)),
            Is.EqualTo(new (string, string?, bool)[] { ("a", null, false), ("b", "a", false), ("c", "a", true) }));
        Assert.That(await RunAsync(container, "ls /root", cancellation), Is.EqualTo("a\nc\n"));
    }

    [Test]
    public async Task Deleting_any_leaves_all_others_as_they_were([Values("a", "b", "c")] string gone, CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        string[] scripts = ["mkdir -p /data/x /data/y; echo 1 > /data/x/f; echo 1 > /data/y/f; echo 1 > /data/z", "rm -r /data/x /data/z; mkdir /data/z; echo 2 > /data/z/in; rm /data/y/f; rm -r /tmp",
            "mkdir /data/x; echo 3 > /data/x/g; rm -r /data/z; echo 3 > /data/y/h; mkdir /tmp; echo 3 > /tmp/t", "echo 4 > /data/now"];
        var views = new Dictionary<string, string>();
        string[] names = ["a", "b", "c", ""];
        foreach (var (name, script) in names.Zip(scripts))
        {
            await RunAsync(container, script, cancellation);
            if (name.Length > 0) await container.SnapshotAsync(new() { Name = name }, cancellation);
            views[name] = await ViewAsync(container, cancellation);
        }
        await container.DeleteSnapshotAsync(gone, cancellation);
        Assert.That(await ViewAsync(container, cancellation), Is.EqualTo(views[""]), "now");
        foreach (var name in names.Where(name => name.Length > 0 && name != gone))
        {
            await container.RollBackAsync(name, cancellation);
            Assert.That(await ViewAsync(container, cancellation), Is.EqualTo(views[name]), name);
        }
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.RollBackAsync(gone, cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    [Test]
    public async Task Merging_makes_one_layer_of_two_that_nobody_needs_apart(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        foreach (var name in (string[])["a", "b", "c"])
        {
            await RunAsync(container, $"head -c 1000000 /dev/zero > /root/big; echo {name} > /root/{name}", cancellation);
            await container.SnapshotAsync(new() { Name = name, Checksum = true }, cancellation);
        }
        Assert.That(_scene.Layers(container), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        await container.DeleteSnapshotAsync("b", cancellation);
        Assert.That(_scene.Layers(container), Is.EqualTo(new[] { 0, 3, 4 }), "1 and 2 are 4");
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_scene.UpperOf(container, 4), "root")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "big", "b", "c" }));
        await container.DeleteSnapshotAsync("a", cancellation);
        await container.DeleteSnapshotAsync("c", cancellation);
        Assert.That(_scene.Layers(container), Has.Length.EqualTo(2), "one below, one written to");
        Assert.That(await RunAsync(container, "cat /root/a /root/b /root/c; ls -l /root | wc -l", cancellation), Is.EqualTo("a\nb\nc\n5\n"));
    }

    [Test]
    public async Task A_running_container_goes_on_and_its_files_are_those_of_one_moment(CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        // The two files are always written one after the other.
        var container = await scene.StartAsync("mkdir /root/d; echo on; i=0; while :; do i=$((i+1)); echo $i > /root/new; mv /root/new /root/d/a; echo $i > /root/new; mv /root/new /root/d/b; done", cancellation, _scene.With);
        await Task.Delay(100, cancellation);
        for (var i = 0; i < 5; i++)
        {
            var taken = await container.SnapshotAsync(new() { Name = $"s{i}" }, cancellation);
            Assert.That(taken.Freeze, Is.GreaterThan(TimeSpan.Zero).And.LessThan(TimeSpan.FromSeconds(2)));
            Assert.That(taken.Parent, Is.EqualTo(i == 0 ? null : $"s{i - 1}"));
        }
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
        var moving = await Scene.RunAsync(container, cancellation, "cat", "/root/d/a");
        await Scene.UntilAsync(async () => await Scene.RunAsync(container, cancellation, "cat", "/root/d/a") != moving, cancellation);
        await container.DeleteSnapshotAsync("s1", cancellation);
        await container.KillAsync(cancellation);
        Assert.That(_scene.Layers(container), Is.EqualTo(new[] { 0, 1, 3, 4, 5 }));
        foreach (var number in (int[])[1, 3, 4, 5])
        {
            var both = ((string[])["a", "b"]).Select(name => int.Parse(File.ReadAllText(Path.Combine(_scene.UpperOf(container, number), "root/d", name)))).ToArray();
            Assert.That(both[0] - both[1], Is.InRange(0, 1), $"layer {number}");
        }
        await container.RollBackAsync("s0", cancellation);
        await container.StartAsync(cancellation);
    }

    [Test]
    public async Task A_diff_tells_what_was_added_changed_and_removed(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        await RunAsync(container, "mkdir -p /data/d/e; echo 1 > /data/same; echo 1 > /data/f; echo 1 > /data/d/e/f; echo 1 > /data/mode; ln -s a /data/link", cancellation);
        await container.SnapshotAsync(new() { Name = "a" }, cancellation);
        await RunAsync(container, "echo 2 > /data/f; rm -r /data/d; rm /etc/group; chmod 600 /data/mode; mkdir -p /data/n; echo x > /data/n/x; ln -sf b /data/link; echo 1 > /data/again; mv /data/again /data/same", cancellation);
        string[] expected = ["C /data/f", "C /data/link", "C /data/mode", "A /data/n", "A /data/n/x", "R /data/d", "R /data/d/e", "R /data/d/e/f", "R /etc/group"];
        Assert.That(Lines(await container.DiffSnapshotsAsync("a", cancellationToken: cancellation)), Is.EquivalentTo(expected));
        await container.SnapshotAsync(new() { Name = "b" }, cancellation);
        Assert.That(Lines(await container.DiffSnapshotsAsync("a", "b", cancellation)), Is.EquivalentTo(expected));
        Assert.That(Lines(await container.DiffSnapshotsAsync("b", "a", cancellation)), Has.Length.EqualTo(9).And.Contains("A /etc/group").And.Contains("R /data/n/x"));
        Assert.That(await container.DiffSnapshotsAsync("b", cancellationToken: cancellation), Is.Empty);
    }

    [Test]
    public async Task Deleting_a_container_removes_all_its_snapshots(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        await RunAsync(container, "echo 1 > /root/f", cancellation);
        await container.SnapshotAsync(cancellationToken: cancellation);
        await container.DeleteAsync(cancellation);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_scene.Test.Options.StateDirectory, "containers")), Is.Empty);
    }

    private static string[] Lines(IReadOnlyList<SnapshotDifference> all) => [.. all.Select(one => $"{one.Kind.ToString()[0]} {one.Path}")];

    private Task<string> RunAsync(Container container, string script, CancellationToken cancellation) => _scene.RunAsync(container, script, cancellation);

    private Task<string> ViewAsync(Container container, CancellationToken cancellation) => _scene.ViewAsync(container, cancellation);
}
