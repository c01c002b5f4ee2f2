using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Snapshots;

/// <summary>Disk quotas that need what the kernels of other machines may lack: quotas of projects, and the right to grow a mounted ext4.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class QuotaTests : TestOnMachine
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
    public async Task A_project_holds_a_container_and_df_inside_shows_it([Values(Ext4, Xfs)] string make)
    {
        await MakeAsync(make);
        await DoAsync($"{Tool} run -d -r {GuestPaths.Busybox} --disk 32M {Id} sleep 1000");
        Assert.That(await DoAsync($"{Tool} inspect {Id} | grep -A1 '\"bytes\"' | tr -d ' \\n'"), Is.EqualTo("\"bytes\":33554432,\"kind\":\"Project\","));
        Assert.That(await DoAsync($"{Tool} exec {Id} df -k / | tail -1 | tr -s ' ' | cut -d' ' -f2"), Is.EqualTo("32768"));
        var full = await RunAsync($"{Tool} exec {Id} dd if=/dev/zero of=/big bs=1M count=64");
        Assert.That((full.Code, full.Error), Is.EqualTo((1, full.Error)));
        Assert.That(full.Error, Does.Contain("No space left").Or.Contain("uota exceeded"));
        Assert.That(long.Parse(await DoAsync($"{Tool} exec {Id} stat -c %s /big")), Is.InRange(28 << 20, 32 << 20));
        // Others write on, and so does the host about this one.
        await DoAsync($"dd if=/dev/zero of={Top}/disk/other bs=1M count=48; {Tool} set --pids 50 {Id}");
        await DoAsync($"{Tool} set --disk 64M {Id}; {Tool} exec {Id} dd if=/dev/zero of=/more bs=1M count=20");
        Assert.That(await DoAsync($"{Tool} exec {Id} df -k / | tail -1 | tr -s ' ' | cut -d' ' -f2"), Is.EqualTo("65536"));
        Assert.That((await RunAsync($"{Tool} set --disk 32M {Id}")).Error, Does.Contain("in use"));
    }

    [Test]
    public async Task Snapshots_and_clones_are_within_quotas_of_their_own([Values(Ext4, Xfs)] string make)
    {
        await MakeAsync(make);
        await DoAsync($"{Tool} run -r {GuestPaths.Busybox} --disk 32M {Id} sh -c '[ -e /one ] || dd if=/dev/zero of=/one bs=1M count=10 2> /dev/null'");
        await DoAsync($"{Tool} snapshot create {Id} --name a; {Tool} clone {Id} {Id}c; {Tool} start {Id}");
        Assert.That((await RunAsync($"{Tool} clone {Id} {Id}d --disk 16M; {Tool} run --rm -r {GuestPaths.Busybox} --disk 16M {Id}e true")).Code, Is.Zero);
        var used = await DoAsync($"for one in {Id} {Id}c; do {Tool} inspect $one | grep usedBytes | tr -dc '0-9\\n'; done");
        Assert.That(used.Split('\n').Select(long.Parse), Is.All.InRange(10 << 20, 11 << 20), "the clone's files are its own");
        await DoAsync($"{Tool} snapshot rollback {Id} a --force; {Tool} start {Id}");
        Assert.That(await DoAsync($"lsattr -pd {Top}/disk/state/containers/*/layers | cut -d' ' -f1 | sort -u | wc -l"), Is.EqualTo("3"), "each is a project of its own");
    }

    [Test]
    public async Task A_deleted_container_leaves_no_limit([Values(Ext4, Xfs)] string make)
    {
        await MakeAsync(make);
        await DoAsync($"{Tool} run -r {GuestPaths.Busybox} --disk 32M {Id} dd if=/dev/zero of=/one bs=1M count=10");
        var project = await DoAsync($"lsattr -pd {Top}/disk/state/containers/{Id}/layers | cut -d' ' -f1 | tr -d ' '");
        await DoAsync($"{Tool} rm {Id}");
        // The same name begins to look at the same number, and takes it again only if nothing is known of it.
        await DoAsync($"{Tool} run -r {GuestPaths.Busybox} --disk 48M {Id} sh -c 'df -k / | tail -1'");
        Assert.That(await DoAsync($"lsattr -pd {Top}/disk/state/containers/{Id}/layers | cut -d' ' -f1 | tr -d ' '"), Is.EqualTo(project));
    }

    [Test]
    public async Task Without_a_user_namespace_it_is_an_image_and_a_disk_without_quotas_refuses_projects()
    {
        await MakeAsync(Ext4);
        await DoAsync($"{Tool} create -r {GuestPaths.Busybox} --no-userns --disk 32M {Id} sleep 1000");
        Assert.That(await DoAsync($"{Tool} inspect {Id} | grep '\"kind\"' | tr -d ' \\n'"), Is.EqualTo("\"kind\":\"Image\","));
        Assert.That((await RunAsync($"containment create -r {GuestPaths.Busybox} --disk 32M:project {Id} sleep 1000")).Error, Does.Contain("prjquota"));
    }

    [Test]
    public async Task An_image_with_ext4_grows_while_its_container_runs()
    {
        await DoAsync($"mkdir -p {Top}; {Tool} run -d -r {GuestPaths.Busybox} --disk 32M:image {Id} sleep 1000; modprobe loop");
        Assert.That((await RunAsync($"{Tool} exec {Id} dd if=/dev/zero of=/big bs=1M count=40")).Code, Is.Not.Zero);
        await DoAsync($"{Tool} set --disk 64M {Id}; {Tool} exec {Id} dd if=/dev/zero of=/big bs=1M count=40");
        Assert.That(long.Parse(await DoAsync($"{Tool} exec {Id} df -k / | tail -1 | tr -s ' ' | cut -d' ' -f2")), Is.InRange(50_000, 65_536));
    }

    private Task MakeAsync(string make) => DoAsync($"mkdir -p {Top}/disk; truncate -s 320M {Top}/img; {make} {Top}/img; modprobe loop; mount -o loop,prjquota {Top}/img {Top}/disk; chmod 755 {Top}/disk");
}
