using Containment.Bundles;
using Containment.Checkpoints.Filling;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Security;
using Containment.Resources;

namespace Containment.Kernel.Tests.Histories;

/// <summary>Clones have the memory of their original in every byte, though most of it is not restored by CRIU.</summary>
[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(120_000)]
internal sealed class CloneMemoryTests
{
    private Scene _scene = null!;
    private string _root = null!;

    [SetUp]
    public void Open()
    {
        (_scene, _root) = (new(), BusyboxRoot.Make());
        ProbeRoot.Compile(Path.Combine(AppContext.BaseDirectory, "Histories/remember.c"), $"{_root}/bin/remember");
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _scene.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Test]
    public async Task Memory_of_forked_processes_and_threads_is_what_it_was_in_each_clone([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await RememberAsync(userNamespace, cancellation);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        AssertSplit(container);
        await container.KillAsync(cancellation);
        for (var round = 0; round < 2; round++)
            foreach (var clone in await container.CloneAsync([TestHost.NewId(), TestHost.NewId()], new() { Snapshot = "m" }, cancellation))
            {
                for (var turns = 0; turns < 3; turns++) await Scene.GoesOnAsync(clone, cancellation);
                Assert.That(await Scene.LogAsync(clone, cancellation), Does.Not.Contain("bad"));
                Assert.That(await Scene.RunAsync(clone, cancellation, "sh", "-c", "ps | grep -c '[r]emember'"), Is.EqualTo("2\n"), "neither process has ended");
                await clone.KillAsync(cancellation);
            }
    }

    [Test]
    public async Task A_clone_that_has_too_little_memory_for_it_is_not_made(CancellationToken cancellation)
    {
        var container = await RememberAsync(true, cancellation);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        await container.KillAsync(cancellation);
        var id = TestHost.NewId();
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.CloneAsync([id], new() { Snapshot = "m", Describe = spec => spec with { Limits = new() { MemoryMax = MemoryLimit.MiB(20) } } }, cancellation));
        Assert.That(failure!.Reason, Is.EqualTo(FailureReason.Exhausted), failure.Message);
        Assert.That((await _scene.Host.ListAsync(cancellation)).Select(one => one.Id), Is.EqualTo(new[] { container.Id }));
    }

    [Test]
    public async Task Images_are_read_again_only_after_somebody_wrote_to_them(CancellationToken cancellation)
    {
        var container = await RememberAsync(true, cancellation);
        await container.SnapshotAsync(new() { Name = "m", Memory = true }, cancellation);
        await container.KillAsync(cancellation);
        var snapshot = SnapshotOf(container);
        // As long as it says so, they are not: written down wrong it would be believed, and only a verification finds what is wrong with them.
        var pages = Directory.EnumerateFiles($"{snapshot}/images", "pages-*.img").MaxBy(path => new FileInfo(path).Length)!;
        var note = await NoteAsync(snapshot);
        await container.CloneAsync([TestHost.NewId()], new() { Snapshot = "m" }, cancellation);
        Assert.That(await NoteAsync(snapshot), Is.Not.EqualTo(note), "their ctimes are others, as they had other names");
        note = await NoteAsync(snapshot);
        await container.VerifySnapshotAsync("m", cancellation);
        Assert.That(await NoteAsync(snapshot), Is.EqualTo(note));
        var time = File.GetLastWriteTimeUtc(pages);
        await using (var file = File.Open(pages, FileMode.Open))
        {
            file.Seek(-5000, SeekOrigin.End);
            var old = file.ReadByte();
            file.Seek(-1, SeekOrigin.Current);
            file.WriteByte((byte)(old ^ 1));
        }
        File.SetLastWriteTimeUtc(pages, time);
        foreach (var act in (Func<Task>[])[() => container.CloneAsync([TestHost.NewId()], new() { Snapshot = "m" }, cancellation), () => container.VerifySnapshotAsync("m", cancellation), () => container.RollBackAsync("m", cancellation)])
        {
            var failure = await Assert.ThrowsAsync<ContainmentException>(() => act());
            Assert.That((failure!.Reason, failure.Subject), Is.EqualTo((FailureReason.Corrupt, pages)));
        }
    }

    private async Task<Container> RememberAsync(bool userNamespace, CancellationToken cancellation)
    {
        var container = await _scene.Host.CreateAsync(new(TestHost.NewId(), new RootSource.Directory(_root), new ProcessSpec("/bin/remember")) { Isolation = new() { UserNamespace = userNamespace } }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
        return container;
    }

    // That it is tried at all: most is left out of what CRIU gets, and what two processes share is not.
    private void AssertSplit(Container container)
    {
        var to = Directory.CreateTempSubdirectory("ct").FullName;
        try
        {
            var (_, written) = SplitImages.Make($"{SnapshotOf(container)}/images", to);
            long Bytes(string directory) => written.Where(name => name.StartsWith("pages-", StringComparison.Ordinal)).Sum(name => new FileInfo($"{directory}/{name}").Length);
            Assert.That(Bytes(to), Is.InRange(2000 * 4096 * 2, Bytes($"{SnapshotOf(container)}/images") - (8000 + 2000) * 4096));
        }
        finally
        {
            Directory.Delete(to, recursive: true);
        }
    }

    private static Task<string> NoteAsync(string snapshot) => File.ReadAllTextAsync($"{snapshot}/verified.json");

    private string SnapshotOf(Container container) => Path.Combine(_scene.Test.Options.StateDirectory, "containers", container.Id.Value, "snapshots/m");
}
