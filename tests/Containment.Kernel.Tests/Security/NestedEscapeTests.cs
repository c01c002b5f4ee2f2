using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Nesting;

namespace Containment.Kernel.Tests.Security;

/// <summary>The attacks on the launch again: by root of a container that may make containers, towards the machine, and by a container in it, towards both.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(120_000)]
internal sealed class NestedEscapeTests
{
    private const string Devices = "c:1:1 c:1:2 c:4:0 c:5:1 b:7:0 b:8:0 b:254:0", Hierarchies = "memory pids cpu cpuset cpuacct devices freezer blkio none,name=systemd";

    private const string Probes = "/var/lib/containment/probes";

    private NestedScene _scene = null!;

    [OneTimeSetUp]
    public async Task MakeAsync()
    {
        _scene = await NestedScene.MakeAsync(CancellationToken.None);
        // A root of its own, in which the container may write.
        Assert.That(await _scene.ShellAsync($"cp -a /srv/probes {Probes} && chown -R 0:0 {Probes}", CancellationToken.None), Is.Empty);
    }

    [OneTimeTearDown]
    public async Task RemoveAsync() => await _scene.DisposeAsync();

    private Task<string> OutsideAsync(string script, CancellationToken cancellation) => _scene.ShellAsync(script, cancellation);

    private Task<string> AttackAsync(string script, CancellationToken cancellation) => OutsideAsync($"PATH=$PATH:/srv/probes/bin; {script}", cancellation);

    // Without a time namespace of its own, a container shares that of the machine.
    private static string Spaces(string handles) => string.Join(' ', handles.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(space => !space.StartsWith("time=", StringComparison.Ordinal)));

    private static async Task<string> OfTheMachineAsync(CancellationToken cancellation) => Spaces(await Cell.HostAsync(cancellation, ProbeRoot.Probe("spaces"), "handle"));

    [Test]
    public async Task Root_of_the_host_finds_no_namespace_of_the_machines(CancellationToken cancellation) =>
        Assert.That(await AttackAsync($"spaces enter {await OfTheMachineAsync(cancellation)}", cancellation), Does.Contain("tried").And.Not.Contain("escaped"));

    [Test]
    public async Task It_makes_no_device_names_no_release_agent_has_no_key_and_climbs_out_by_no_descriptor(CancellationToken cancellation)
    {
        var output = await AttackAsync($"nodes {Devices}; agent {Hierarchies}; keys steal 1; climb {_scene.Secret}", cancellation);
        Assert.That(output, Holds.Everything.And.Not.Contain("open ").And.Contain("held make /tmp/node-b-8-0").And.Contain("release_agent of memory").And.Contain("held by number"));
    }

    [Test]
    public async Task A_container_in_it_gets_neither_to_it_nor_to_the_machine(CancellationToken cancellation)
    {
        await OutsideAsync("echo x > /var/secret", cancellation);
        var above = $"{await OfTheMachineAsync(cancellation)} {Spaces(await OutsideAsync("/srv/probes/bin/spaces handle", cancellation))}";
        var script = $"spaces enter {above}; nodes {Devices}; agent {Hierarchies}; keys steal 1; climb /var/secret; climb {_scene.Secret}; calls; writable /proc/sys /proc/irq /proc/bus /sys";
        var output = await OutsideAsync($"containment run --rm -r {Probes} {TestHost.NewId()} sh -c '{script}'", cancellation);
        Assert.That(output, Holds.Everything.And.Not.Contain("open ").And.Not.Contain("writable /"));
        Assert.That(output, Does.Contain("held make /tmp/node-b-8-0").And.Contain("mount memory").And.Contain("held by number").And.Contain("held inside").And.Contain("held mount").And.Contain("walked"));
    }

    // What is beside these belongs to namespaces of the container's own: IPC, processes, users, network; and to cgroups of its own.
    private static readonly string[] Own =
    [
        "/proc/sys/net/", "/proc/sys/user/", "/proc/sys/fs/mqueue/", "/proc/sys/kernel/auto_msgmni", "/proc/sys/kernel/msg", "/proc/sys/kernel/ns_last_pid", "/proc/sys/kernel/pid_max", "/proc/sys/kernel/sem",
        "/proc/sys/kernel/shm", "/proc/pressure/", "/proc/self/", "/proc/thread-self/",
    ];

    [Test]
    public async Task No_file_of_the_machine_in_proc_or_sys_can_be_opened_for_writing_masked_or_not(CancellationToken cancellation)
    {
        // Of the file systems with nothing over them, from where nobody but root inside can look.
        var output = await OutsideAsync("cd /dev/.containment && for d in proc/sys proc/irq proc/bus proc/fs proc/acpi proc/sysrq-trigger sys; do [ ! -e $d ] || /srv/probes/bin/writable /dev/.containment/$d; done; /srv/probes/bin/writable /proc /sys", cancellation);
        Assert.That(output, Does.Contain("walked"));
        var writable = output.Split('\n').Where(line => line.StartsWith("writable ", StringComparison.Ordinal)).Select(line => line[9..].Replace("/dev/.containment/", "/", StringComparison.Ordinal));
        Assert.That(writable.Except(Containment.Bundles.ProtectedPaths.Masked).Where(path => !path.StartsWith("/sys/fs/cgroup/", StringComparison.Ordinal) && !Own.Any(own => path.StartsWith(own, StringComparison.Ordinal))), Is.Empty);
        Assert.That(await OutsideAsync("setpriv --reuid 1000 --regid 1000 --clear-groups ls /dev/.containment", cancellation), Does.Contain("Permission denied"));
        Assert.That(await OutsideAsync("wc -c < /dev/.containment/proc/kcore; for f in core_pattern modprobe sysrq; do echo x > /dev/.containment/proc/sys/kernel/$f && echo written; done; echo b > /dev/.containment/proc/sysrq-trigger && echo written; echo tried", cancellation), Does.Contain("tried").And.Not.Contain("written"));
    }

    [Test]
    public async Task Of_the_calls_into_the_kernel_only_those_for_containers_get_through(CancellationToken cancellation)
    {
        var through = (await OutsideAsync("/srv/probes/bin/calls", cancellation)).Split('\n').Where(line => line.StartsWith("escaped ", StringComparison.Ordinal)).Select(line => line[8..].Split(':')[0]);
        Assert.That(through, Is.SubsetOf(new[] { "mount", "umount", "pivot_root", "open_tree", "move_mount", "fsopen", "mount_setattr", "setns", "unshare user", "unshare mount", "clone user", "clone3", "fanotify_init", "move_pages" }).And.SupersetOf(new[] { "mount", "setns" }));
    }

    [Test]
    public async Task No_id_of_anybody_else_can_be_mapped_and_no_disk_mounted(CancellationToken cancellation)
    {
        var output = await OutsideAsync("""
            try() { unshare -U sleep 5 & p=$!; while [ "$(readlink /proc/$p/ns/user)" = "$(readlink /proc/self/ns/user)" ]; do :; done; echo "$1" > /proc/$p/uid_map && echo mapped $1; kill $p; }
            try "0 262144 1"; try "0 0 262145"; try "0 4294967294 1"; try "0 262143 1"
            mknod /tmp/disk b 254 0; mkdir /tmp/d; mount -t ext4 /dev/vda /tmp/d && echo disk; mount -t debugfs d /tmp/d && echo debugfs; mount -t tracefs d /tmp/d && echo tracefs; mount -t securityfs d /tmp/d && echo securityfs; echo tried
            """, cancellation);
        Assert.That(output, Does.Contain("mapped 0 262143 1\n").And.Contain("tried\n"));
        Assert.That(output.Split('\n').Where(line => line.StartsWith("mapped", StringComparison.Ordinal) || line is "disk" or "debugfs" or "tracefs" or "securityfs"), Has.Exactly(1).Items);
    }
}
