using System.Diagnostics;
using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Guests;

/// <summary>GuestView.Lxcfs, with a real lxcfs at a place of its own.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Fuse, Need.Lxcfs), CancelAfter(60_000)]
[NonParallelizable]
internal sealed class LxcfsTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    public async Task Its_files_are_what_the_container_sees([Values] bool userNamespace, CancellationToken cancellation)
    {
        if (Running) Assert.Ignore("this machine has an lxcfs of its own");
        var place = Directory.CreateDirectory(Path.Combine(_test.Top, "lxcfs")).FullName;
        using var lxcfs = Process.Start(new ProcessStartInfo(Machine.Lxcfs, ["-f", "-p", Path.Combine(_test.Top, "lxcfs.pid"), place]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            _ = (lxcfs.StandardOutput.ReadToEndAsync(cancellation), lxcfs.StandardError.ReadToEndAsync(cancellation));
            await GuestScene.UntilAsync(() => Task.FromResult(Running && File.Exists($"{place}/proc/meminfo")), cancellation);
            var spec = TestHost.Shell("sleep 1000");
            var container = await GuestScene.StartAsync(_test.Host, spec with { Isolation = new() { GuestView = GuestView.Lxcfs, UserNamespace = userNamespace }, Limits = GuestScene.Limits }, cancellation);
            Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.EqualTo(64 << 10));
            Assert.That(await GuestScene.AskAsync(container, "grep -c fuse.lxcfs /proc/self/mountinfo", cancellation), Is.Not.EqualTo("0\n"));
            Assert.That(await GuestScene.AskAsync(container, "echo x > /proc/meminfo", cancellation), Does.Contain("Read-only file system"));
            await container.KillAsync(cancellation);
        }
        finally
        {
            using var umount = Process.Start("umount", ["-l", place]);
            await umount.WaitForExitAsync(CancellationToken.None);
            if (!lxcfs.HasExited) lxcfs.Kill();
            await lxcfs.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Test]
    public async Task Without_one_nothing_is_created_and_the_package_is_named(CancellationToken cancellation)
    {
        if (Running) Assert.Ignore("this machine has an lxcfs of its own");
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => _test.Host.CreateAsync(TestHost.Shell("true") with { Isolation = new() { GuestView = GuestView.Lxcfs } }, cancellation));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.ToolMissing));
        Assert.That(refused.Message, Does.Contain("package lxcfs"));
        Assert.That(await _test.Host.ListAsync(cancellation), Is.Empty);
    }

    private static bool Running => File.ReadLines("/proc/self/mountinfo").Any(line => line.Contains(" - fuse.lxcfs ", StringComparison.Ordinal));
}
