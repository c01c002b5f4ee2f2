using Containment.Checkpoints;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Checkpoints;

[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class CheckpointTests
{
    private Scene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task A_container_goes_on_after_a_checkpoint_and_can_go_back_to_it([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation, spec => spec with { Isolation = new() { UserNamespace = userNamespace } });
        var checkpoint = await container.CheckpointAsync(new() { Name = "first" }, cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(checkpoint.Freeze, Is.GreaterThan(TimeSpan.Zero).And.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(checkpoint.MemoryBytes, Is.GreaterThan(10_000));
        await Task.Delay(300, cancellation);
        await container.KillAsync(cancellation);
        var last = await Scene.CountOfAsync(container, cancellation);

        await container.RestoreAsync("first", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await Scene.CountOfAsync(container, cancellation), Is.LessThan(last), "it must count on from the checkpoint");
        Assert.That(int.Parse(await Scene.RunAsync(container, cancellation, "cat", "/root/count")), Is.LessThan(last), "its files must be those of the checkpoint");
    }

    [Test]
    public async Task A_container_that_a_checkpoint_ended_loses_no_line_when_it_is_restored(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        var status = await container.GetStatusAsync(cancellation);
        Assert.That((status.Phase, status.Exit?.Signal?.Number), Is.EqualTo((ContainerPhase.Exited, (int?)9)));

        await container.RestoreAsync(cancellationToken: cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        await container.KillAsync(cancellation);
        var lines = (await Scene.LogAsync(container, cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Is.EqualTo(Enumerable.Range(1, lines.Length).Select(n => $"n{n}")));
    }

    [Test]
    public async Task Restored_containers_can_be_saved_again_for_generations(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        for (var generation = 1; generation <= 3; generation++)
        {
            await container.CheckpointAsync(new() { Name = $"g{generation}", LeaveRunning = generation == 2 }, cancellation);
            if (generation == 2) await container.KillAsync(cancellation);
            await container.RestoreAsync($"g{generation}", cancellation);
            await Scene.GoesOnAsync(container, cancellation);
        }
        await container.KillAsync(cancellation);
        await container.RestoreAsync("g1", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That((await container.ListCheckpointsAsync(cancellation)).Select(checkpoint => checkpoint.Name), Is.EqualTo(new[] { "g1", "g2", "g3" }));
        await container.DeleteCheckpointAsync("g2", cancellation);
        Assert.That((await container.ListCheckpointsAsync(cancellation)).Select(checkpoint => checkpoint.Name), Is.EqualTo(new[] { "g1", "g3" }));
    }

    [Test]
    public async Task A_restored_container_ends_with_its_own_status(CancellationToken cancellation)
    {
        var container = await _scene.StartAsync("echo ready; while [ ! -e /root/go ]; do sleep 0.02; done; exit 7", cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        await Scene.RunAsync(container, cancellation, "touch", "/root/go");
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.EqualTo(7));
    }

    [Test]
    public async Task Several_processes_and_the_pipes_between_them_come_back(CancellationToken cancellation)
    {
        var container = await _scene.StartAsync("(i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done) | (while read n; do echo n$n; done) & (sleep 1000) & wait", cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await Scene.RunAsync(container, cancellation, "ps"), Does.Contain("sleep 1000"));
        await container.KillAsync(cancellation);
        var lines = (await Scene.LogAsync(container, cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Is.EqualTo(Enumerable.Range(1, lines.Length).Select(n => $"n{n}")));
    }

    [Test]
    public async Task Limits_are_in_force_after_a_restore(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation, spec => spec with { Limits = new ResourceLimits { Pids = PidsLimit.Of(20) } });
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        Assert.That((await container.GetUsageAsync(cancellation)).Pids, Is.GreaterThan(0));
        Assert.That(await Scene.RunAsync(container, cancellation, "sh", "-c", "for i in $(seq 40); do sleep 5 & done 2>&1; jobs | wc -l"), Does.Contain("fork"));
    }

    [Test]
    public async Task Another_process_on_the_same_host_restores_it_too(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await container.CheckpointAsync(new() { Name = "c", LeaveRunning = false }, cancellation);
        await using var other = _scene.Test.OpenAgain();
        var again = await other.GetAsync(container.Id, cancellation);
        await again!.RestoreAsync("c", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
    }

    [Test]
    public async Task Events_tell_of_checkpoints_and_restores(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        var events = _scene.Host.WatchAsync(cancellationToken: cancellation).GetAsyncEnumerator(cancellation);
        var next = events.MoveNextAsync().AsTask();
        await Task.Delay(100, cancellation);
        await container.CheckpointAsync(new() { Name = "c", LeaveRunning = false }, cancellation);
        await container.RestoreAsync("c", cancellation);
        List<ContainerEventKind> kinds = [];
        while (await next && (kinds.Count == 0 || kinds[^1] != ContainerEventKind.Restored))
        {
            kinds.Add(events.Current.Kind);
            if (kinds[^1] != ContainerEventKind.Restored) next = events.MoveNextAsync().AsTask();
        }
        Assert.That(kinds, Is.SupersetOf(new[] { ContainerEventKind.Checkpointed, ContainerEventKind.Restored }));
        await events.DisposeAsync();
    }
}
