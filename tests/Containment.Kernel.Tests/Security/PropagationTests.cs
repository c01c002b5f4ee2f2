using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>Mounts made inside do not show outside, though the host's are shared.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class PropagationTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private static string Mounts => File.ReadAllText("/proc/self/mountinfo");

    [Test]
    public async Task Nothing_that_is_mounted_inside_shows_outside([Values] bool recursive, CancellationToken cancellation)
    {
        var shared = _cell.Shared("shared");
        Directory.CreateDirectory($"{shared}/inner");
        Assert.That(await Cell.HostAsync(cancellation, "mount", "--bind", shared, shared) + await Cell.HostAsync(cancellation, "mount", "--make-rshared", shared), Is.Empty);
        try
        {
            var before = Mounts;
            // With the power to mount, which a container has not by default: the volume's own propagation is what holds.
            var spec = _cell.Shell($"mount -t tmpfs none /volume{(recursive ? "/inner" : "")} && echo mounted; mount --make-rshared / ; mkdir -p /x; mount -t tmpfs none /x; echo tried; exec sleep 1000", userNamespace: false);
            spec = Cell.Without(spec with { Isolation = spec.Isolation with { Mounts = [new("/volume", shared)] } }, spec => Cell.More(spec, "CAP_SYS_ADMIN"));
            var container = await _cell.StartAsync(spec, cancellation);
            Assert.That(await Cell.UntilAsync(container, "tried", cancellation), Does.Contain("mounted"));
            Assert.That(Mounts, Is.EqualTo(before));
        }
        finally
        {
            await Cell.HostAsync(CancellationToken.None, "umount", "-l", shared);
        }
    }

    [Test]
    public async Task By_default_nothing_can_be_mounted([Values] bool userNamespace, CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(_cell.Shell("mount -t tmpfs none /tmp && echo mounted; mount -o remount,rw /proc/sys && echo mounted; mount --bind / /tmp && echo mounted; echo tried", userNamespace), cancellation), Does.Contain("tried").And.Not.Contain("mounted"));
}
