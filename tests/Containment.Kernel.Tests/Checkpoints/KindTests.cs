using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Checkpoints;

[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class KindTests
{
    private Scene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task Volumes_are_there_again_and_a_tmpfs_has_its_files([Values] bool userNamespace, CancellationToken cancellation)
    {
        var volume = Directory.CreateDirectory(Path.Combine(_scene.Test.Top, "volume")).FullName;
        File.SetUnixFileMode(volume, (UnixFileMode)0b111_111_111);
        var file = Path.Combine(_scene.Test.Top, "file");
        await File.WriteAllTextAsync(file, "bound", cancellation);
        var container = await _scene.StartAsync("echo kept > /scratch/file; echo shared > /dev/shm/file; i=0; while :; do i=$((i+1)); echo $i > /volume/count; echo n$i; sleep 0.02; done", cancellation, spec => spec with
        {
            Isolation = new() { UserNamespace = userNamespace, Mounts = [new("/volume", volume), new("/etc/bound", file) { ReadOnly = true }, new("/scratch")] },
        });
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await Scene.RunAsync(container, cancellation, "cat", "/scratch/file", "/dev/shm/file", "/etc/bound"), Is.EqualTo("kept\nshared\nbound"));
        var count = await File.ReadAllTextAsync(Path.Combine(volume, "count"), cancellation);
        await Scene.UntilAsync(async () => await File.ReadAllTextAsync(Path.Combine(volume, "count"), cancellation) != count, cancellation);
    }

    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    public async Task A_time_namespace_and_a_read_only_root_come_back(bool time, bool userNamespace, CancellationToken cancellation)
    {
        var container = await StartAsync(new() { TimeNamespace = time, ReadOnlyRoot = !time, UserNamespace = userNamespace }, cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        await Scene.GoesOnAsync(container, cancellation);
    }

    [Test]
    public async Task The_small_init_comes_back_and_reaps_and_ends_with_its_command([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await StartAsync(new() { FirstProcess = FirstProcess.Reaper, UserNamespace = userNamespace }, cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        // Orphans of an exec become the first process's children. Its command's own are dead for a moment each, too.
        Assert.That(await Scene.RunAsync(container, cancellation, "sh", "-c", "(sleep 0.1 &); sleep 0.5; for n in 1 2 3 4 5 6 7 8 9; do ps -o stat,comm | grep -q '^Z' || { echo none; break; }; sleep 0.1; done"), Is.EqualTo("none\n"));
        await container.SignalAsync(Signal.Term, cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.EqualTo(143));
    }

    private Task<Container> StartAsync(IsolationSpec isolation, CancellationToken cancellation) =>
        _scene.StartAsync("i=0; while :; do i=$((i+1)); echo n$i; sleep 0.02; done", cancellation, spec => spec with { Isolation = isolation });
}
