using System.Globalization;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Podman;

/// <summary>podman container checkpoint and restore.</summary>
[Needs(Need.Criu), CancelAfter(90_000)]
internal sealed class CheckpointTests : PodmanTests
{
    // Counts in memory; what it has counted shows in its log.
    private static readonly string[] Counting = [Image, "sh", "-c", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done"];

    [Test]
    public async Task A_container_goes_on_where_its_checkpoint_was(CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        await Scene.DoAsync(cancellation, "container", "checkpoint", Name);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Checkpointed") + await Scene.InspectAsync(cancellation, Name, ".State.Running"), Is.EqualTo("truefalse"));
        var before = await LastAsync(cancellation);
        await Scene.DoAsync(cancellation, "container", "restore", Name);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Running"), Is.EqualTo("true"));
        await UntilAsync(async () => await LastAsync(cancellation) > before, cancellation);
        await HoldNoGapAsync(cancellation);
        Assert.That(await ExecAsync(cancellation, Name, "echo", "lives"), Is.EqualTo("lives"));
        await Scene.DoAsync(cancellation, "stop", "--time", "0", Name);
    }

    [Test]
    public async Task A_container_left_running_goes_on(CancellationToken cancellation)
    {
        var process = await StartAsync(cancellation);
        await Scene.DoAsync(cancellation, "container", "checkpoint", "--leave-running", Name);
        Assert.That(await Scene.PidAsync(cancellation, Name), Is.EqualTo(process));
        var before = await LastAsync(cancellation);
        await UntilAsync(async () => await LastAsync(cancellation) > before, cancellation);
    }

    [Test]
    public async Task What_is_exported_is_imported_under_another_name_with_its_files_and_memory(CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        await ExecAsync(cancellation, Name, "sh", "-c", "echo written > /file");
        var export = $"{Scene.Top}/{Name}.tar.gz";
        await Scene.DoAsync(cancellation, "container", "checkpoint", "--export", export, Name);
        var before = await LastAsync(cancellation);
        await Scene.DoAsync(cancellation, "rm", Name);
        foreach (var copy in (string[])[$"{Name}-a", $"{Name}-b"])
        {
            await Scene.DoAsync(cancellation, "container", "restore", "--import", export, "--name", copy);
            await UntilAsync(async () => await LastAsync(cancellation, copy) > before, cancellation);
            Assert.That(await ExecAsync(cancellation, copy, "cat", "/file"), Is.EqualTo("written"));
        }
    }

    [Test]
    public async Task A_kept_checkpoint_leaves_its_images_and_log(CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        await Scene.DoAsync(cancellation, "container", "checkpoint", "--keep", Name);
        var directory = Path.Combine(Scene.Top, "root/overlay-containers", await Scene.InspectAsync(cancellation, Name, ".Id"), "userdata");
        Assert.That(File.Exists($"{directory}/checkpoint/inventory.img"), Is.True);
        Assert.That(File.Exists($"{directory}/dump.log"), Is.True);
        await Scene.DoAsync(cancellation, "container", "restore", "--keep", Name);
        Assert.That(File.Exists($"{directory}/restore.log"), Is.True);
        await HoldNoGapAsync(cancellation);
    }

    [Test]
    public async Task A_container_with_several_processes_a_volume_and_a_tmpfs_is_restored(CancellationToken cancellation)
    {
        var directory = Directory.CreateDirectory($"{Scene.Top}/{Name}.d").FullName;
        await Scene.StartAsync(cancellation, Name, "--volume", $"{directory}:/data", "--tmpfs", "/scratch", "--init", Image, "sh", "-c", "echo t > /scratch/t; sleep 1234 & i=0; while :; do i=$((i+1)); echo $i > /data/i; sleep 0.05; done");
        await UntilAsync(() => Task.FromResult(File.Exists($"{directory}/i")), cancellation);
        await Scene.DoAsync(cancellation, "container", "checkpoint", Name);
        var before = Count();
        await Scene.DoAsync(cancellation, "container", "restore", Name);
        await UntilAsync(() => Task.FromResult(Count() > before), cancellation);
        Assert.That(await ExecAsync(cancellation, Name, "sh", "-c", "cat /scratch/t; ps -o args | grep -c '^sleep 1234'"), Is.EqualTo("t\n1"));

        // It may just be written.
        int Count() => int.TryParse(File.ReadAllText($"{directory}/i"), NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    [Test, Needs(Need.NoSoftDirty)]
    public async Task A_dump_beforehand_that_the_kernel_cant_make_is_refused_and_leaves_the_container_as_it_was(CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        var refused = await Scene.PodmanAsync(cancellation, ["container", "checkpoint", "--pre-checkpoint", "--export", $"{Scene.Top}/{Name}.pre.tar.gz", Name]);
        Assert.That(refused.Code, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain("Tracking memory is not available").And.Contain("it goes on as before"));
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Running"), Is.EqualTo("true"));
        var before = await LastAsync(cancellation);
        await UntilAsync(async () => await LastAsync(cancellation) > before, cancellation);
    }

    [Test, Needs(Need.SoftDirty)]
    public async Task A_dump_made_beforehand_is_built_upon(CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        var first = $"{Scene.Top}/{Name}.pre.tar.gz";
        await Scene.DoAsync(cancellation, "container", "checkpoint", "--pre-checkpoint", "--export", first, Name);
        var second = $"{Scene.Top}/{Name}.tar.gz";
        await Scene.DoAsync(cancellation, "container", "checkpoint", "--with-previous", "--export", second, Name);
        await Scene.DoAsync(cancellation, "rm", Name);
        await Scene.DoAsync(cancellation, "container", "restore", "--import-previous", first, "--import", second);
        await HoldNoGapAsync(cancellation);
    }

    private async Task<int> StartAsync(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, Counting);
        await UntilAsync(async () => await LastAsync(cancellation) >= 3, cancellation);
        return process;
    }

    private async Task<int> LastAsync(CancellationToken cancellation, string? name = null) => (await NumbersAsync(cancellation, name)).LastOrDefault();

    /// <summary>It has counted on: no number is missing or doubled.</summary>
    private async Task HoldNoGapAsync(CancellationToken cancellation)
    {
        var numbers = await NumbersAsync(cancellation);
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, numbers.Length)));
    }

    private async Task<int[]> NumbersAsync(CancellationToken cancellation, string? name = null) =>
        [.. (await Scene.DoAsync(cancellation, "logs", name ?? Name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
}
