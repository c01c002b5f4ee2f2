using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2025-31133: /dev/null of the image or of a shared volume is another file, which then takes the masks' place; or is missing, and nothing is masked.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class MaskedPathTests
{
    // Each file's size as it is read, and each directory's entries.
    private const string Look = "for p in $PATHS; do if [ -d $p ]; then ls -A $p; elif [ -e $p ]; then cat $p; fi; done 2>&1; echo looked";
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private ContainerSpec Looking(bool userNamespace, string? root = null) => _cell.Spec(new("/bin/sh", "-c", Look)
    {
        Environment = new Dictionary<string, string> { ["PATHS"] = string.Join(' ', ProtectedPaths.Masked) },
    }, userNamespace, root);

    [Test]
    public async Task Everything_that_is_masked_is_empty([Values] bool userNamespace, CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(Looking(userNamespace), cancellation), Is.EqualTo("looked\n"));

    [Test]
    public async Task A_null_device_of_the_image_is_not_what_masks([Values] bool userNamespace, [Values("/proc/version", "/etc/passwd", "missing", "regular")] string kind, CancellationToken cancellation)
    {
        var root = _cell.OwnRoot();
        if (kind == "regular") File.WriteAllText($"{root}/dev/null", "of the image");
        else if (kind != "missing") File.CreateSymbolicLink($"{root}/dev/null", kind);
        Assert.That(await _cell.RunAsync(Looking(userNamespace, root), cancellation), Is.EqualTo("looked\n"));
    }

    [Test]
    public async Task A_null_device_in_a_shared_volume_over_dev_is_not_what_masks([Values("/proc/version", "missing")] string kind, CancellationToken cancellation)
    {
        var shared = _cell.Shared("dev");
        if (kind != "missing") File.CreateSymbolicLink($"{shared}/null", kind);
        var spec = Looking(userNamespace: false);
        Assert.That(await _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new("/dev", shared)] } }, cancellation), Is.EqualTo("looked\n"));
    }

    [Test]
    public async Task What_masks_cant_be_changed_or_taken_away([Values] bool userNamespace, CancellationToken cancellation)
    {
        var output = await _cell.RunAsync(_cell.Shell("exec 2>&1; umount /proc/timer_list; umount -l /proc/keys; umount /sys/firmware; touch /sys/firmware/x; mount -t proc proc /tmp; mount --bind /proc /tmp; cat /proc/timer_list /proc/keys | wc -c", userNamespace), cancellation);
        Assert.That(output, Does.EndWith("\n0\n"));
    }

    [Test]
    public async Task Without_masks_there_would_be_something_to_read(CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(Cell.Without(Looking(userNamespace: false), spec => spec with { Linux = spec.Linux! with { MaskedPaths = [], Seccomp = null } }), cancellation), Has.Length.GreaterThan(1000));
}
