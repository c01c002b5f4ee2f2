using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Snapshots;

/// <summary>Volumes that need what the kernels of other machines may lack: quotas of projects, and the right to grow a mounted ext4.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class VolumeTests : TestOnMachine
{
    private const string Ext4 = "mke2fs -q -t ext4 -O project,quota -E quotatype=prjquota", Xfs = "mkfs.xfs -q";

    private string Top => $"/tmp/{Id}";

    private string Tool => $"containment --state {Top}/disk/state --run {Top}/run";

    [TearDown]
    public async Task Unmount()
    {
        if (Machine is not null) await Machine.DoAsync($"for one in $({Tool} ps -q); do {Tool} rm -f $one; done; ! mountpoint -q {Top}/disk || umount {Top}/disk", CancellationToken.None);
    }

    [Test]
    public async Task A_directory_of_a_project_is_a_volume_of_its_size([Values(Ext4, Xfs)] string make)
    {
        await DoAsync($"mkdir -p {Top}/disk; truncate -s 320M {Top}/img; {make} {Top}/img; modprobe loop; mount -o loop,prjquota {Top}/img {Top}/disk; chmod 755 {Top}/disk");
        await DoAsync($"{Tool} volume create data --kind directory --size 32M; {Tool} run -d -r {GuestPaths.Busybox} {Id} sleep 1000; {Tool} volume attach {Id} data:/data");
        Assert.That(await SizeAsync(), Is.EqualTo("32768"));
        Assert.That((await RunAsync($"{Tool} exec {Id} dd if=/dev/zero of=/data/big bs=1M count=64")).Code, Is.Not.Zero);
        Assert.That(long.Parse(await DoAsync($"{Tool} exec {Id} stat -c %s /data/big")), Is.InRange(28 << 20, 32 << 20));
        // Its own files are nobody's limit but the disk's.
        await DoAsync($"{Tool} exec {Id} dd if=/dev/zero of=/root/other bs=1M count=48");
        await DoAsync($"{Tool} volume grow data 64M; {Tool} exec {Id} dd if=/dev/zero of=/data/more bs=1M count=20");
        Assert.That(await SizeAsync(), Is.EqualTo("65536"));
        Assert.That((await RunAsync($"{Tool} volume grow data 16M")).Error, Does.Contain("in use"));
        Assert.That((await RunAsync($"{Tool} volume snapshot data@one")).Error, Does.Contain("btrfs"));
        await DoAsync($"{Tool} volume detach {Id} data; {Tool} volume delete data; {Tool} volume create data --kind directory --size 48M; {Tool} volume attach {Id} data:/data");
        Assert.That(await SizeAsync(), Is.EqualTo("49152"), "nothing is left of the first one's limit");
    }

    [Test]
    public async Task A_volume_with_ext4_grows_while_its_container_writes_to_it()
    {
        await DoAsync($"mkdir -p {Top}/disk; modprobe loop; {Tool} volume create data --size 32M; {Tool} run -d -r {GuestPaths.Busybox} -v data:/data {Id} sleep 1000");
        Assert.That((await RunAsync($"{Tool} exec {Id} dd if=/dev/zero of=/data/big bs=1M count=40")).Code, Is.Not.Zero);
        await DoAsync($"{Tool} volume grow data 64M; {Tool} exec {Id} dd if=/dev/zero of=/data/big bs=1M count=40");
        Assert.That(long.Parse(await SizeAsync()), Is.InRange(50_000, 65_536));
    }

    private Task<string> SizeAsync() => DoAsync($"{Tool} exec {Id} df -k /data | tail -1 | tr -s ' ' | cut -d' ' -f2");
}
