using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2021-30465 and CVE-2023-27561: links, of the image or of a volume that another container changes meanwhile, where something is to be mounted.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(120_000)]
internal sealed class SymlinkedDestinationTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private string RootWithLink(string name, string target)
    {
        var root = _cell.OwnRoot();
        if (Directory.Exists($"{root}/{name}")) Directory.Delete($"{root}/{name}", recursive: true);
        File.CreateSymbolicLink($"{root}/{name}", target);
        return root;
    }

    [Test]
    public async Task An_image_whose_proc_or_sys_is_a_link_is_refused([Values] bool userNamespace, [Values("proc", "sys")] string name, CancellationToken cancellation)
    {
        var root = RootWithLink(name, "/tmp");
        var refused = await Assert.ThrowsAsync<KernelException>(() => _cell.RunAsync(_cell.Shell("true", userNamespace, root), cancellation));
        Assert.That((refused!.ErrorName, refused.Subject), Is.EqualTo(("ELOOP", $"/{name}")));
    }

    [Test]
    public async Task An_image_whose_dev_is_a_link_keeps_it_inside([Values] bool userNamespace, CancellationToken cancellation)
    {
        var outside = _cell.Shared("outside");
        var root = RootWithLink("dev", $"../../../..{outside}");
        // Inside, nothing is there for it to lead to; and where the image has the same path, it is still a link.
        Assert.That(await RefusedAsync(), Is.EqualTo(("ENOENT", "/dev")));
        Directory.CreateDirectory($"{root}{outside}");
        Assert.That(await RefusedAsync(), Is.EqualTo(("ELOOP", "/dev/pts")));
        Assert.That(Directory.EnumerateFileSystemEntries(outside), Is.Empty);

        async Task<(string, string?)> RefusedAsync()
        {
            var refused = await Assert.ThrowsAsync<KernelException>(() => _cell.RunAsync(_cell.Shell("true", userNamespace, root), cancellation));
            return (refused!.ErrorName, refused.Subject);
        }
    }

    [Test]
    public async Task A_link_of_the_image_cant_lead_a_volume_over_proc_or_sys([Values] bool userNamespace, [Values("/proc", "/proc/sys", "/proc/self", "/proc/self/attr", "/sys", "/sys/kernel")] string target, CancellationToken cancellation)
    {
        var spec = _cell.Shell("cat /proc/self/mountinfo", userNamespace, RootWithLink("data", target));
        var refused = await Assert.ThrowsAsync<KernelException>(() => _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new("/data", _cell.Shared("volume"))] } }, cancellation));
        Assert.That(refused!.Message, Does.Contain("/data, which leads into"));
    }

    [Test]
    public void A_link_of_the_image_by_another_processs_root_leads_nowhere([Values] bool userNamespace, CancellationToken cancellation)
    {
        var spec = _cell.Shell("true", userNamespace, RootWithLink("data", "/proc/self/root/proc/1/cwd"));
        Assert.That(async () => await _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new("/data/made", _cell.Shared("volume"))] } }, cancellation), Throws.InstanceOf<KernelException>());
        Assert.That(Directory.Exists("/made"), Is.False);
    }

    [Test]
    public async Task A_destination_that_is_exchanged_during_the_launch_stays_inside([Values] bool userNamespace, CancellationToken cancellation)
    {
        var (shared, outside, volume) = (_cell.Shared("shared"), _cell.Shared("outside"), _cell.Shared("volume"));
        // Also for a container's root, who must be able to make something there.
        foreach (var directory in (string[])["real", "real/b"]) _cell.Shared($"shared/{directory}");
        // For who follows it on the host, and for who follows it inside once the host's tree is near.
        File.CreateSymbolicLink($"{shared}/link", $"../../../../../../../../..{outside}");
        using (var flip = new RunningProgram(ProbeRoot.Probe("flip"), [$"{shared}/real", $"{shared}/link"], new Dictionary<string, string>()))
        {
            await flip.UntilAsync("flips", cancellation);
            var held = 0;
            for (var n = 0; n < 40 || held == 0 && n < 200; n++)
            {
                var spec = _cell.Spec(new("/bin/climb", _cell.Secret), userNamespace);
                var exchanged = spec with { Isolation = spec.Isolation with { Mounts = [new("/volume", shared), new("/volume/real/b/c", volume), new("/volume/link/b/made")] } };
                try
                {
                    Assert.That(await _cell.RunAsync(exchanged, cancellation), Holds.Everything);
                    held++;
                }
                catch (KernelException refused)
                {
                    // Half of it was exchanged under way.
                    Assert.That(refused.Message, Does.Contain("/volume"));
                }
            }
            Assert.That(held, Is.Positive, "some of them were launched");
        }
        Assert.That(Directory.EnumerateFileSystemEntries(outside), Is.Empty);
        Assert.That(await File.ReadAllTextAsync("/proc/self/mountinfo", cancellation), Does.Not.Contain(volume));
    }

    [Test]
    public void The_link_does_lead_out_for_who_follows_it()
    {
        var (shared, outside) = (_cell.Shared("shared"), _cell.Shared("outside"));
        File.CreateSymbolicLink($"{shared}/link", $"../../../../../../../../..{outside}");
        Directory.CreateDirectory($"{shared}/link/b");
        Assert.That(Directory.Exists($"{outside}/b"));
    }
}
