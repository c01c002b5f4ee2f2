using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Nesting;

/// <summary>Containers in a container, and in one of these.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(120_000)]
internal sealed class TwoLevelTests
{
    // What the second level of hosts does, in the order of a life.
    private const string Life = """
        ip link add br0 type bridge; ip addr add 10.9.0.1/24 dev br0; ip link set br0 up
        containment run -d -r /srv/busybox -n bridge=br0,ip=10.9.0.2/24 c1 sleep 1000
        tar -C /srv/busybox --owner 0 --group 0 -cf /tmp/image.tar .
        containment run --rm -r /tmp/image.tar --memory 32M -n bridge=br0,ip=10.9.0.3/24 c2 sh -c 'touch /bin/new && stat -c %u /bin/busybox; ping -c 1 -W 5 10.9.0.2 > /dev/null && echo answered; tr -s " " < /proc/self/uid_map; exec dd if=/dev/zero of=/dev/shm/x bs=1M count=40 2> /dev/null'; echo code $?
        containment exec c1 sh -c 'echo $(hostname) runs; exit 7'; echo code $?
        containment checkpoint c1 2>&1 | grep -c CAP_CHECKPOINT_RESTORE
        containment stop --time 1 c1; containment rm c1
        echo left $(ls /var/lib/containment/containers) $(ls /run/containment | grep -v ^events) $(ip -o link | grep -c ct) $(find /sys/fs/cgroup -name 'ct-*' | wc -l) $(grep -c overlay /proc/self/mountinfo)
        containment run -d -r /srv/busybox c3 sleep 1234

        """;

    // Each file by which root of a host might change what bounds it: as it is, and by mounting the hierarchy again.
    private const string Attack = """
        for f in $(find /sys/fs/cgroup -maxdepth 2 -type f ! -path '*/ct-*' ! -path '*/containment-host/*' ! -name cgroup.procs ! -name tasks ! -name cgroup.threads ! -name cgroup.subtree_control -perm /222); do
          if true 2> /dev/null >> $f; then echo opened $f; fi
        done
        chown 0:0 /sys/fs/cgroup/memory/memory.limit_in_bytes 2> /dev/null && echo taken
        mkdir /tmp/m; mount -t cgroup -o memory m /tmp/m 2> /dev/null && { if true 2> /dev/null >> /tmp/m/memory.limit_in_bytes; then echo opened by a mount; fi; umount /tmp/m; }
        mount -t cgroup2 m /tmp/m && { for f in memory.max cgroup.freeze; do if true 2> /dev/null >> /tmp/m/$f; then echo opened by a mount; fi; done; umount /tmp/m; }
        echo tried

        """;

    [Test]
    public async Task A_container_of_the_second_level_lives_like_one_of_the_first_bounded_by_it_and_leaves_nothing(CancellationToken cancellation)
    {
        await using var scene = await NestedScene.MakeAsync(cancellation);
        var id = scene.Container.Id;
        Assert.That(await scene.ShellAsync(NestedScene.BeginNext + Attack, cancellation), Is.EqualTo("nested\nb\ntried\n"));
        var life = (await scene.NextAsync(Life + Attack, cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // Of the 262,144 ids, each host keeps one for itself.
        Assert.That(life, Is.EqualTo(new[] { "c1", "0", "answered", " 0 0 262142", "code 137", "c1 runs", "code 7", "1", "c1", "c1", "left 0 0 1", "c3", "tried" }));
        // Who began the second host can bound it, and ends what is in it with it.
        const string end = """
            containment set b --memory 128M > /dev/null; cat /sys/fs/cgroup/memory/ct-*-b/memory.limit_in_bytes /sys/fs/cgroup/ct-*-b/memory.max 2> /dev/null
            containment rm -f b; echo left $(ls /var/lib/containment/containers) $(find /sys/fs/cgroup -name 'ct-*' | wc -l) $(ls /run/containment | grep -v ^events); ps -e -o args | grep -c '[s]leep 1234'
            """;
        Assert.That(await scene.ShellAsync(end, cancellation), Is.EqualTo($"{128 << 20}\nb\nleft 0\n0\n"));
        await scene.Container.KillAsync(cancellation);
        await scene.Container.DeleteAsync(cancellation);
        Assert.That(((string[])["state/containers", "run"]).SelectMany(part => MachineState.Of($"{scene.Test.Top}/{part}", id.Value)).Where(line => !line.Contains("events", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_state_directory_in_the_containers_own_root_is_refused_with_what_to_do(CancellationToken cancellation)
    {
        await using var scene = await NestedScene.MakeAsync(cancellation, runsIn: null);
        var words = await scene.ShellAsync("containment run --rm -r /srv/busybox c true; echo $?; mount -t tmpfs t /var/lib/containment; containment run --rm -r /srv/busybox c echo runs", cancellation);
        Assert.That(words, Does.Contain("/var/lib/containment lies on an overlay").And.Contain("volume or a tmpfs").And.StartWith("125\nruns\n"));
    }

    [Test]
    public async Task Its_programs_make_interfaces_and_file_systems_of_their_own(CancellationToken cancellation)
    {
        await using var scene = await NestedScene.MakeAsync(cancellation, runsIn: null);
        const string script = """
            ip tuntap add dev t0 mode tap && ip -o link show t0 | wc -l
            exec 3<> /dev/fuse; mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 f /srv && grep -c ' /srv fuse ' /proc/mounts
            setpriv --reuid 1000 --regid 1000 --clear-groups unshare -U -r -m -n -p -f --mount-proc sh -c 'id -u; mount -t sysfs -o ro s /sys && echo sys; mount -t tmpfs t /tmp && echo tmp'
            """;
        Assert.That(await scene.ShellAsync(script, cancellation), Is.EqualTo("1\n1\n0\nsys\ntmp\n"));
    }

    [Test]
    public async Task A_host_is_saved_and_restored_while_nothing_runs_in_it_and_has_its_cgroups_again(CancellationToken cancellation)
    {
        Machine.Require(Need.Criu);
        await using var scene = await NestedScene.MakeAsync(cancellation);
        await scene.Container.CheckpointAsync(new() { Name = "c", LeaveRunning = false }, cancellation);
        await scene.Container.RestoreAsync("c", cancellation);
        Assert.That(await scene.ShellAsync("containment run --rm -r /srv/busybox --memory 32M c sh -c 'exec dd if=/dev/zero of=/dev/shm/x bs=1M count=40 2> /dev/null'; echo $?", cancellation), Is.EqualTo("137\n"));
    }
}
