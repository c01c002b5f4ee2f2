using System.Globalization;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>Containers of one image share what is in memory of its files: density is more than limits.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class SharedFilesTests : TestOnMachine
{
    private const long Size = 24L << 20;

    private string Root => $"{Disk.Top}/{Id}-root";

    [SetUp]
    public async Task Make()
    {
        await Disk.MountAsync(Machine, Cancellation);
        await DoAsync($"cp -a {GuestPaths.Busybox} {Root}; dd if=/dev/zero of={Root}/library bs=1M count=24 2> /dev/null; sync; echo 3 > /proc/sys/vm/drop_caches");
    }

    [TearDown]
    public async Task Take() => await Machine.DoAsync($"for one in $(containment ps -q | grep '^{Id}'); do containment rm -f $one; done; rm -rf {Root}", CancellationToken.None);

    // Whoever reads a page first pays for it; all others of the same image find it there.
    [Test]
    public async Task A_file_of_the_image_is_in_memory_once_however_many_containers_read_it()
    {
        foreach (var name in (string[])[$"{Id}a", $"{Id}b"])
            await DoAsync($"containment run -d -r {Root} {name} sh -c 'cat /library > /dev/null; touch /read; sleep 1000'; until containment exec {name} test -e /read; do sleep 0.2; done");
        Assert.That(await FileBytesAsync("a"), Is.GreaterThanOrEqualTo(Size));
        Assert.That(await FileBytesAsync("b"), Is.LessThan(Size / 4));
        Assert.That(await DoAsync($"containment exec {Id}b sha256sum /library | cut -d' ' -f1"), Is.EqualTo(await DoAsync($"sha256sum {Root}/library | cut -d' ' -f1")));
    }

    private async Task<long> FileBytesAsync(string name) =>
        long.Parse(await DoAsync($"sed -n 's/^file //p' {Cgroup}{name}/memory.stat"), CultureInfo.InvariantCulture);
}
