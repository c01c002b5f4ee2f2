using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.Criu), CancelAfter(60_000)]
internal sealed class LogMoveTests
{
    [Test]
    public async Task What_it_wrote_before_the_move_and_in_it_is_read_over_there_in_order(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        // In bursts, on both streams.
        var container = await scene.Source.CreateAsync(TestHost.Shell("i=0; while :; do i=$((i+1)); echo $i; i=$((i+1)); echo $i >&2; test $((i%40)) = 0 && sleep 0.02; done"), cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => await LastAsync(container, cancellation) > 200, cancellation);
        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);
        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        var before = await LastAsync(moved, cancellation);
        Assert.That(before, Is.GreaterThan(200));
        await Scene.UntilAsync(async () => await LastAsync(moved, cancellation) > before + 200, cancellation);
    }

    [Test]
    public async Task Both_parts_of_a_log_move_with_a_container_that_has_ended(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await scene.Source.CreateAsync(TestHost.Shell("seq 1 2000"), cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        // What a keeper does at 16 MiB.
        var log = Path.Combine(scene.Source.Options.StateDirectory, "containers", container.Id.Value, "log");
        File.Move(log, log + ".1");
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        var before = await Scene.LogAsync(container, cancellation);
        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);
        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        Assert.That(await Scene.LogAsync(moved, cancellation), Is.EqualTo(before).And.Length.EqualTo(2 * 8893));
        await moved.StartAsync(cancellation);
        await moved.WaitAsync(cancellation);
        Assert.That(await Scene.LogAsync(moved, cancellation), Has.Length.EqualTo(3 * 8893).And.StartsWith(before));
    }

    // Lines of one stream are in order, and none is missing or doubled.
    private static async Task<int> LastAsync(Container container, CancellationToken cancellation)
    {
        var last = 0;
        foreach (var (stream, first) in ((LogStream, int)[])[(LogStream.Output, 1), (LogStream.Error, 2)])
        {
            var text = string.Concat(await container.ReadLogAsync(cancellationToken: cancellation).Where(entry => entry.Stream == stream).Select(entry => entry.Text).ToListAsync(cancellation));
            var numbers = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
            Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, numbers.Length).Select(n => first + (2 * n))), $"{stream}");
            last = numbers.Length == 0 ? 0 : numbers[^1];
        }
        return last;
    }
}
