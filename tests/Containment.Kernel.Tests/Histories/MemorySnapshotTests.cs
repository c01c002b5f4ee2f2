using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Histories;

[TestFixture(LayerPlace.Directories), TestFixture(LayerPlace.Subvolumes)]
[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class MemorySnapshotTests(LayerPlace place)
{
    private SnapshotScene _place = null!;
    private Scene _scene = null!;

    [SetUp]
    public void Open()
    {
        _place = new(place);
        _scene = new(_place.Test);
    }

    [TearDown]
    public async Task CloseAsync() => await _place.DisposeAsync();

    [Test]
    public async Task A_container_goes_on_from_a_snapshot_with_memory_again_and_again([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation, spec => spec with { Isolation = new() { UserNamespace = userNamespace } });
        var taken = await container.SnapshotAsync(new() { Name = "m0", Memory = true }, cancellation);
        Assert.That((taken.HasMemory, taken.IsCurrent), Is.EqualTo((true, true)));
        Assert.That(taken.MemoryBytes, Is.GreaterThan(10_000));
        var at = await Scene.CountOfAsync(container, cancellation);
        for (var generation = 1; generation <= 3; generation++)
        {
            await container.KillAsync(cancellation);
            await container.RollBackAsync($"m{generation - 1}", cancellation);
            await Scene.GoesOnAsync(container, cancellation);
            await Task.Delay(100, cancellation);
            taken = await container.SnapshotAsync(new() { Name = $"m{generation}", Memory = true }, cancellation);
            Assert.That(taken.Parent, Is.EqualTo($"m{generation - 1}"));
            await Scene.GoesOnAsync(container, cancellation);
        }
        var last = await Scene.CountOfAsync(container, cancellation);
        Assert.That(last, Is.GreaterThan(at));
        await container.KillAsync(cancellation);
        await container.RollBackAsync("m0", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await Scene.CountOfAsync(container, cancellation), Is.LessThan(last), "it counts on from the first");
        Assert.That(int.Parse(await Scene.RunAsync(container, cancellation, "cat", "/root/count")), Is.LessThan(last), "its files are of the same moment");
    }

    [Test]
    public async Task Checkpoints_above_snapshot_layers_are_whole(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await Scene.RunAsync(container, cancellation, "sh", "-c", "echo below > /root/below; rm /etc/group");
        await container.KillAsync(cancellation);
        await container.SnapshotAsync(new() { Name = "s" }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        for (var i = 0; i < 3; i++)
        {
            await container.CheckpointAsync(new() { Name = $"c{i}" }, cancellation);
            await container.KillAsync(cancellation);
            await container.RestoreAsync($"c{i}", cancellation);
            await Scene.GoesOnAsync(container, cancellation);
            Assert.That(await Scene.RunAsync(container, cancellation, "sh", "-c", "cat /root/below; ls /etc"), Is.EqualTo("below\npasswd\n"));
        }
        await container.KillAsync(cancellation);
        await container.RollBackAsync("s", cancellation);
        await container.SnapshotAsync(new() { Name = "t" }, cancellation);
        Assert.That((await container.ListSnapshotsAsync(cancellation)).Single(one => one.Name == "t").Parent, Is.EqualTo("s"));
    }

    [Test]
    public async Task Damaged_memory_is_refused_before_anything_is_changed([Values("memory.json", "images")] string what, CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        await container.KillAsync(cancellation);
        var path = Path.Combine(_scene.Test.Options.StateDirectory, "containers", container.Id.Value, "snapshots/m", what);
        if (what == "images") path = Directory.EnumerateFiles(path, "pages-*.img").First();
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        bytes[^2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, cancellation);
        var before = await container.GetStatusAsync(cancellation);
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.RollBackAsync("m", cancellation));
        Assert.That((failure!.Reason, failure.Subject), Is.EqualTo((FailureReason.Corrupt, path)));
        Assert.That(await container.GetStatusAsync(cancellation), Is.EqualTo(before));
        bytes[^2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, cancellation);
        await container.RollBackAsync("m", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
    }

    [Test]
    public async Task A_process_killed_at_any_step_leaves_the_memory_whole_or_not_there([Values("frozen", "made", "written", "used")] string step, CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        Assert.That(await KilledChange.RunAsync(_scene.Test, container, step, 1, cancellation, "memory", "m"), Is.True);
        await using (var other = _scene.Test.OpenAgain()) await other.ListAsync(cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        var there = await container.ListSnapshotsAsync(cancellation);
        Assert.That(there.Select(one => one.Name), Is.EqualTo(step is "frozen" or "made" ? Array.Empty<string>() : ["m"]));
        if (there.Count == 0) await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        await container.KillAsync(cancellation);
        Assert.That(await KilledChange.RunAsync(_scene.Test, container, "written", 1, cancellation, "rollback", "m"), Is.True);
        await using (var other = _scene.Test.OpenAgain()) await other.ListAsync(cancellation);
        await container.RollBackAsync("m", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
    }

    [Test]
    public async Task A_restore_that_fails_leaves_files_and_status_as_they_were(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        await Scene.RunAsync(container, cancellation, "sh", "-c", "echo later > /root/later");
        await container.KillAsync(cancellation);
        var before = await container.GetStatusAsync(cancellation);
        ChangeSteps(step => { if (step == "written") throw new ContainmentException(FailureReason.ToolFailed, "m", "CRIU failed"); });
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.RollBackAsync("m", cancellation)))!.Reason, Is.EqualTo(FailureReason.ToolFailed));
        ChangeSteps(static _ => { });
        Assert.That(await container.GetStatusAsync(cancellation), Is.EqualTo(before));
        Assert.That((await container.DiffSnapshotsAsync("m", cancellationToken: cancellation)).Select(one => one.Path), Does.Contain("/root/later"));
        await container.RollBackAsync("m", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await Scene.RunAsync(container, cancellation, "ls", "/root"), Does.Not.Contain("later"));
    }

    private void ChangeSteps(Action<string> reached) => Containment.Containers.Life.ChangeSteps.Of(_scene.Host).Reached = reached;
}
