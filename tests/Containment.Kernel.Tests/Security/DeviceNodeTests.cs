using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>Raw devices: made by mknod, brought along by the image, or left in a volume.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class DeviceNodeTests
{
    // The disks of the machine, its memory, its kernel's messages.
    private static readonly string[] Devices =
    [
        .. File.ReadLines("/proc/partitions").Skip(2).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(words => $"b:{words[0]}:{words[1]}"),
        "c:1:1", "c:1:2", "c:1:4", "c:1:11", "c:4:0", "c:5:1",
    ];

    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private ContainerSpec Attack(bool userNamespace, string? root = null) => _cell.Spec(new(["/bin/nodes", .. Devices]), userNamespace, root);

    private static async Task MakeAsync(string directory, CancellationToken cancellation)
    {
        foreach (var words in Devices.Select(device => device.Split(':')))
            Assert.That(await Cell.HostAsync(cancellation, "mknod", "-m", "666", $"{directory}/{string.Join('-', words)}", words[0], words[1], words[2]), Is.Empty);
    }

    [Test]
    public async Task None_can_be_made([Values] bool userNamespace, CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(Attack(userNamespace), cancellation), Holds.Everything);

    [Test]
    public async Task One_that_was_made_with_the_capability_for_it_opens_nothing([Values] bool userNamespace, CancellationToken cancellation)
    {
        var spec = Attack(userNamespace);
        Assert.That(await _cell.RunAsync(spec with { Process = new(["/bin/nodes", .. Devices]) { Capabilities = [.. ProcessSpec.DefaultCapabilities, "CAP_MKNOD"] } }, cancellation), Holds.Everything);
    }

    [Test]
    public async Task One_of_the_image_opens_nothing([Values] bool userNamespace, CancellationToken cancellation)
    {
        var root = _cell.OwnRoot();
        await MakeAsync(Directory.CreateDirectory($"{root}/image").FullName, cancellation);
        var output = await _cell.RunAsync(Attack(userNamespace, root), cancellation);
        Assert.That(output, Holds.Everything.And.Contains("held open /image/b-"));
    }

    [Test]
    public async Task One_in_a_volume_opens_nothing([Values] bool userNamespace, CancellationToken cancellation)
    {
        var volume = _cell.Shared("volume");
        await MakeAsync(volume, cancellation);
        var spec = Attack(userNamespace);
        var output = await _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new("/image", volume)] } }, cancellation);
        Assert.That(output, Holds.Everything.And.Contains("held open /image/b-"));
    }

    [Test]
    public async Task The_attack_opens_the_disk_on_the_host(CancellationToken cancellation)
    {
        var place = Directory.CreateDirectory($"{_cell.Test.Top}/nodes").FullName;
        await MakeAsync(place, cancellation);
        Assert.That(await Cell.HostAsync(cancellation, "unshare", "-m", "sh", "-c", $"mkdir -p {place}/root/image {place}/root/bin && mount --bind {place} {place}/root/image && cp {ProbeRoot.Probe("nodes")} {place}/root/bin && exec chroot {place}/root /bin/nodes"), Holds.Nothing);
    }
}
