using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Podman;

/// <summary>What a container may do: capabilities, system calls, devices, file systems, kernel settings.</summary>
internal sealed class ConfinementTests : PodmanTests
{
    private const ulong Chown = 1, NetAdmin = 1 << 12;

    [Test]
    public async Task Capabilities_that_are_dropped_are_gone_and_those_that_are_added_are_there(CancellationToken cancellation)
    {
        var sets = (await ShellAsync(cancellation, "grep -E 'Cap(Prm|Eff|Bnd)' /proc/self/status | cut -f2; touch /f; chown 5 /f 2>&1 || true", "--cap-drop", "CHOWN", "--cap-add", "NET_ADMIN", "--security-opt", "seccomp=unconfined")).Split('\n');
        Assert.That(sets[..3].Select(set => Convert.ToUInt64(set, 16) & (Chown | NetAdmin)), Is.All.EqualTo(NetAdmin));
        Assert.That(sets[3], Does.Contain("Operation not permitted"));
    }

    [Test]
    public async Task Without_capabilities_there_are_none(CancellationToken cancellation) =>
        Assert.That(await ShellAsync(cancellation, "grep -E 'Cap(Inh|Prm|Eff|Bnd|Amb)' /proc/self/status | cut -f2 | sort -u", "--cap-drop", "all"), Is.EqualTo("0000000000000000"));

    [Test]
    public async Task A_call_that_a_seccomp_profile_denies_is_denied_in_the_container_and_in_what_is_put_in(CancellationToken cancellation)
    {
        var profile = $"{Scene.Top}/{Name}.json";
        await File.WriteAllTextAsync(profile, """
            {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"],
             "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28}]}
            """, cancellation);
        await Scene.StartAsync(cancellation, Name, "--security-opt", $"seccomp={profile}", Image, "sh", "-c", "mkdir /tmp/a; touch /tmp/b; sleep 1000");
        await UntilAsync(async () => (await Scene.PodmanAsync(cancellation, ["exec", Name, "test", "-e", "/tmp/b"])).Code == 0, cancellation);
        Assert.That((await Scene.PodmanAsync(cancellation, ["logs", Name])).Error, Is.EqualTo("mkdir: can't create directory '/tmp/a': No space left on device\n"));
        Assert.That((await Scene.PodmanAsync(cancellation, ["exec", Name, "mkdir", "/tmp/c"])).Error, Does.Contain("No space left on device"));
    }

    [Test]
    public async Task The_profile_podman_brings_is_in_force(CancellationToken cancellation) =>
        Assert.That(await ShellAsync(cancellation, "grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status", "--security-opt", "no-new-privileges"), Is.EqualTo("NoNewPrivs:\t1\nSeccomp:\t2"));

    [Test]
    public async Task A_seccomp_profile_that_can_not_be_read_is_an_error(CancellationToken cancellation)
    {
        var profile = $"{Scene.Top}/{Name}.json";
        await File.WriteAllTextAsync(profile, """{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir"], "action": "SCMP_ACT_NONSENSE"}]}""", cancellation);
        var ended = await Scene.RunAsync(cancellation, "--rm", "--security-opt", $"seccomp={profile}", Image, "true");
        Assert.That(ended.Code, Is.Not.Zero);
        Assert.That(ended.Error, Does.Contain("SCMP_ACT_NONSENSE"));
    }

    [Test]
    public async Task A_device_that_is_given_works_and_one_that_is_made_does_not(CancellationToken cancellation)
    {
        var output = await ShellAsync(cancellation, "head -c 3 /dev/nothing | od -An -tx1; echo x > /dev/nothing; mknod /tmp/zero c 1 5; mknod /tmp/disk b 7 0; head -c 1 /tmp/zero | wc -c; head -c 1 /tmp/disk 2>&1 || true", "--device", "/dev/zero:/dev/nothing:rw", "--cap-add", "MKNOD");
        Assert.That(output, Is.EqualTo(" 00 00 00\n1\nhead: /tmp/disk: Operation not permitted"));
    }

    [Test]
    public async Task A_device_that_is_given_for_reading_can_not_be_written(CancellationToken cancellation) =>
        Assert.That(await ShellAsync(cancellation, "exec 3< /dev/nothing; (echo x > /dev/nothing) 2>&1 || true", "--device", "/dev/fuse:/dev/nothing:r"), Does.Contain("can't create /dev/nothing: Operation not permitted"));

    [Test]
    public async Task A_read_only_container_writes_only_where_a_tmpfs_is(CancellationToken cancellation)
    {
        var output = await ShellAsync(cancellation, "(echo x > /file) 2>&1; echo x > /scratch/file && cat /scratch/file; grep ' /scratch ' /proc/mounts | cut -d' ' -f3-4", "--read-only", "--tmpfs", "/scratch:size=1m,mode=1777,noexec");
        var lines = output.Split('\n');
        Assert.That(lines[..2], Is.EqualTo((string[])["sh: can't create /file: Read-only file system", "x"]));
        Assert.That(lines[2], Does.StartWith("tmpfs ").And.Contain("noexec").And.Contain("size=1024k"));
    }

    [Test]
    public async Task Kernel_settings_of_its_namespaces_are_as_told(CancellationToken cancellation) =>
        Assert.That(await ShellAsync(cancellation, "cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/msgmax", "--sysctl", "net.ipv4.ip_unprivileged_port_start=80", "--sysctl", "kernel.msgmax=12345"), Is.EqualTo("80\n12345"));

    [Test]
    public async Task A_setting_of_the_whole_machine_is_refused(CancellationToken cancellation)
    {
        var before = await File.ReadAllTextAsync("/proc/sys/vm/swappiness", cancellation);
        var ended = await Scene.RunAsync(cancellation, "--rm", "--sysctl", "vm.swappiness=7", Image, "true");
        Assert.That(ended.Code, Is.Not.Zero);
        Assert.That(await File.ReadAllTextAsync("/proc/sys/vm/swappiness", cancellation), Is.EqualTo(before));
    }

    [Test]
    public async Task What_is_masked_shows_nothing_and_what_is_read_only_can_not_be_written(CancellationToken cancellation)
    {
        var masked = ((string[])["/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/acpi", "/proc/scsi", "/sys/firmware"]).Where(path => File.Exists(path) || Directory.Exists(path)).ToArray();
        Assert.That(masked, Is.Not.Empty);
        Assert.That(await ShellAsync(cancellation, $"for path in {string.Join(' ', masked)}; do if [ -d $path ]; then ls -A $path; else cat $path; fi; done"), Is.Empty);
        Assert.That(await ShellAsync(cancellation, "(echo x > /proc/sys/kernel/domainname) 2>&1; (echo x > /proc/irq/default_smp_affinity) 2>&1; (echo x > /sys/kernel/profiling) 2>&1; true"),
            Is.EqualTo("sh: can't create /proc/sys/kernel/domainname: Read-only file system\nsh: can't create /proc/irq/default_smp_affinity: Read-only file system\nsh: can't create /sys/kernel/profiling: Read-only file system"));
    }
}
