using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Histories;

[TestFixture(LayerPlace.Directories), TestFixture(LayerPlace.Subvolumes)]
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class SnapshotFaultTests(LayerPlace place)
{
    private SnapshotScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new(place);

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task A_process_killed_while_it_takes_one_leaves_it_whole_or_not_there([Values("made", "written", "used", "swept")] string step, CancellationToken cancellation)
    {
        var container = await MakeAsync(cancellation);
        Assert.That(await KilledChange.RunAsync(_scene.Test, container, step, 1, cancellation, "create", "c"), Is.True);
        var names = (await container.ListSnapshotsAsync(cancellation)).Select(one => one.Name).ToArray();
        Assert.That(names, Is.EqualTo(step == "made" ? new[] { "a", "b" } : ["a", "b", "c"]));
        Assert.That(await RunAsync(container, "cat /root/*", cancellation), Is.EqualTo("a\nb\nc\n"));
        if (step == "made") await container.SnapshotAsync(new() { Name = "c" }, cancellation);
        await container.RollBackAsync("a", cancellation);
        await container.RollBackAsync("c", cancellation);
        Assert.That(await RunAsync(container, "cat /root/*", cancellation), Is.EqualTo("a\nb\nc\n"));
        Assert.That(_scene.Layers(container), Has.Length.EqualTo(4), "a, b, c and what is written to");
    }

    [Test]
    public async Task A_process_killed_while_it_rolls_back_leaves_what_was_before_or_the_snapshot([Values("made", "written", "used", "swept")] string step, CancellationToken cancellation)
    {
        var container = await MakeAsync(cancellation);
        Assert.That(await KilledChange.RunAsync(_scene.Test, container, step, 1, cancellation, "rollback", "a"), Is.True);
        Assert.That(await RunAsync(container, "cat /root/*", cancellation), Is.EqualTo(step == "made" ? "a\nb\nc\n" : "a\n"));
        await container.RollBackAsync("b", cancellation);
        Assert.That(await RunAsync(container, "cat /root/*", cancellation), Is.EqualTo("a\nb\n"));
    }

    [Test]
    public async Task A_process_killed_while_it_deletes_and_merges_changes_no_other_snapshot(
        [Values("made 1", "written 1", "swept 1", "linked 1", "made 2", "written 2", "swept 2")] string step, CancellationToken cancellation)
    {
        var container = await MakeAsync(cancellation);
        await container.SnapshotAsync(new() { Name = "c" }, cancellation);
        await RunAsync(container, "rm /root/a; echo d > /root/d", cancellation);
        Assert.That(await KilledChange.RunAsync(_scene.Test, container, step.Split(' ')[0], int.Parse(step.Split(' ')[1]), cancellation, "delete", "b"), Is.True);
        Assert.That(await RunAsync(container, "cat /root/*", cancellation), Is.EqualTo("b\nc\nd\n"));
        foreach (var (name, files) in ((string, string)[])[("c", "a\nb\nc\n"), ("a", "a\n")])
        {
            await container.RollBackAsync(name, cancellation);
            Assert.That(await RunAsync(container, "cat /root/*", cancellation), Is.EqualTo(files));
        }
        var there = (await container.ListSnapshotsAsync(cancellation)).Any(one => one.Name == "b");
        Assert.That(there, Is.EqualTo(step == "made 1"));
        await container.DeleteSnapshotAsync(there ? "b" : "a", cancellation);
        await container.RollBackAsync("c", cancellation);
        Assert.That(await RunAsync(container, "cat /root/*", cancellation), Is.EqualTo("a\nb\nc\n"));
    }

    [Test]
    public async Task A_process_killed_while_a_container_stands_still_does_not_leave_it_so(CancellationToken cancellation)
    {
        await using var scene = new Scene(_scene.Test);
        var container = await scene.CountAsync(cancellation, _scene.With);
        Assert.That(await KilledChange.RunAsync(scene.Test, container, "frozen", 1, cancellation, "create", "a"), Is.True);
        var still = await Scene.LogAsync(container, cancellation);
        await Task.Delay(300, cancellation);
        Assert.That(await Scene.LogAsync(container, cancellation), Is.EqualTo(still));
        // As the next who opens the host does.
        await using var other = scene.Test.OpenAgain();
        await other.ListAsync(cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await container.ListSnapshotsAsync(cancellation), Is.Empty);
        await container.SnapshotAsync(new() { Name = "a" }, cancellation);
        Assert.That(_scene.Layers(container), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public async Task A_damaged_snapshot_is_refused_before_anything_is_changed([Values("cut", "added", "gone", "mode", "same size and time")] string how, CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        await RunAsync(container, "echo one > /root/f; echo two > /root/g", cancellation);
        await container.SnapshotAsync(new() { Name = "a", Checksum = how.StartsWith("same", StringComparison.Ordinal) }, cancellation);
        await RunAsync(container, "echo three > /root/f", cancellation);
        SnapshotScene.Shell(Path.Combine(_scene.UpperOf(container, 0), "root"), how switch
        {
            "cut" => "truncate -s 1 f",
            "added" => "touch -r . /tmp/$$; echo x > x; touch -r /tmp/$$ .; rm /tmp/$$",
            "gone" => "rm f",
            "mode" => "chmod 4755 f",
            _ => "touch -r f /tmp/$$; printf 'ONE\\n' > f; touch -r /tmp/$$ f; rm /tmp/$$",
        });
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.RollBackAsync("a", cancellation));
        Assert.That((failure!.Reason, failure.Subject), Is.EqualTo((FailureReason.Corrupt, _scene.UpperOf(container, 0))));
        Assert.That(await RunAsync(container, "cat /root/f", cancellation), Is.EqualTo("three\n"));
        await container.DeleteSnapshotAsync("a", cancellation);
        Assert.That(await RunAsync(container, "cat /root/f", cancellation), Is.EqualTo("three\n"));
    }

    [Test]
    public async Task What_can_not_be_is_refused_with_the_reason(CancellationToken cancellation)
    {
        var container = await MakeAsync(cancellation);
        await RefusedAsync(FailureReason.AlreadyExists, () => container.SnapshotAsync(new() { Name = "a" }, cancellation));
        await RefusedAsync(FailureReason.WrongState, () => container.SnapshotAsync(new() { Memory = true }, cancellation));
        foreach (var name in (string[])["none", "../a", ""])
        {
            await RefusedAsync(FailureReason.NotFound, () => container.RollBackAsync(name, cancellation));
            await RefusedAsync(FailureReason.NotFound, () => container.DeleteSnapshotAsync(name, cancellation));
            await RefusedAsync(FailureReason.NotFound, () => container.DiffSnapshotsAsync("a", name, cancellation));
        }
        await using var scene = new Scene(_scene.Test);
        var running = await scene.CountAsync(cancellation, _scene.With);
        await running.SnapshotAsync(new() { Name = "a" }, cancellation);
        await RefusedAsync(FailureReason.WrongState, () => running.RollBackAsync("a", cancellation));
        await Scene.GoesOnAsync(running, cancellation);
    }

    private static async Task RefusedAsync(FailureReason reason, Func<Task> act) =>
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => act()))!.Reason, Is.EqualTo(reason));

    // Two snapshots, a and b, and something written since.
    private async Task<Container> MakeAsync(CancellationToken cancellation)
    {
        var container = await _scene.MakeAsync(cancellation);
        foreach (var name in (string[])["a", "b"])
        {
            await RunAsync(container, $"echo {name} > /root/{name}", cancellation);
            await container.SnapshotAsync(new() { Name = name }, cancellation);
        }
        await RunAsync(container, "echo c > /root/c", cancellation);
        return container;
    }

    private Task<string> RunAsync(Container container, string script, CancellationToken cancellation) => _scene.RunAsync(container, script, cancellation);
}
