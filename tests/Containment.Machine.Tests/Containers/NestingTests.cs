using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Containers;

/// <summary>A host in a container, and one in that, where all controllers are in cgroup v2; and a virtual machine in a container.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class NestingTests : TestOnMachine
{
    // A root of the machine's own programs, in the directory S, to be a host of containers.
    private const string Skeleton = "mkdir -p $S; cd $S; mkdir -p usr etc dev proc sys tmp var/lib run root srv/busybox srv/tool; ln -s usr/bin usr/sbin usr/lib usr/lib64 .; cp /etc/passwd /etc/group etc/; cd /";

    private const string Options = "-d --init --nesting -v /usr:/usr:ro -v nested:/var/lib/containment";

    [Test]
    public async Task Hosts_two_levels_deep_bound_what_is_in_them_and_are_bound()
    {
        const string inside = """
            mount | grep -c "on /sys/fs/cgroup type cgroup2"
            containment run --rm -r /srv/busybox --memory 32M --pids 20 c sh -c "exec dd if=/dev/zero of=/dev/shm/x bs=1M count=40 2> /dev/null"; echo code $?
            containment run --rm -r /srv/busybox --cpus 0.5 c sh -c "tr -s \" \" < /proc/self/uid_map"
            for f in memory.max pids.max cpu.max cgroup.freeze; do if true 2> /dev/null >> /sys/fs/cgroup/$f; then echo opened $f; fi; done
            echo left $(ls /var/lib/containment/containers) $(ls -d /sys/fs/cgroup/ct-* 2> /dev/null)
            """;
        var output = await DoAsync($$"""
            tool=$(dirname $(command -v containment)); S=/var/{{Id}}; {{Skeleton}}
            containment volume create nested --kind directory > /dev/null
            containment run {{Options}} -v $tool:/srv/tool:ro -v {{GuestPaths.Busybox}}:/srv/busybox:ro -r $S {{Id}} sleep 1000 > /dev/null
            cat > $S.sh <<'END'
            export PATH=$PATH:/srv/tool S=/var/lib/containment/skeleton; {{Skeleton}}
            containment volume create nested --kind directory > /dev/null
            containment run {{Options}} -v /srv/tool:/srv/tool:ro -v /srv/busybox:/srv/busybox:ro --memory 256M --pids 200 -r $S b sleep 1000 > /dev/null
            containment exec -e PATH=$PATH b sh -c '{{inside}}'
            {{inside}}
            containment set b --memory 128M > /dev/null; cat /sys/fs/cgroup/ct-*-b/memory.max
            containment rm -f b > /dev/null; ls -d /sys/fs/cgroup/ct-* 2> /dev/null; true
            END
            containment exec -i {{Id}} sh -s < $S.sh; echo code $?
            containment rm -f {{Id}} > /dev/null; containment volume delete nested > /dev/null; rm -rf $S $S.sh; ls -d /sys/fs/cgroup/ct-*-{{Id}} 2> /dev/null; true
            """);
        Assert.That(output.Split('\n'), Is.EqualTo(new[] { "1", "code 137", " 0 0 262142", "left", "1", "code 137", " 0 0 262143", "left b /sys/fs/cgroup/ct-" + output.Split("ct-").ElementAtOrDefault(1)?.Split('\n')[0], "134217728", "code 0" }));
    }

    [Test]
    public async Task A_virtual_machine_boots_in_a_container_that_is_given_nothing_for_it()
    {
        var top = Directory.CreateTempSubdirectory("containment-vm-").FullName;
        try
        {
            // The container's root is nobody here.
            File.SetUnixFileMode(top, (UnixFileMode)0b111_101_101);
            const string make = """
                cd $0; mkdir -p i/bin root/bin root/dev root/etc root/proc root/sys root/tmp root/vm root/i; cp /bin/busybox i/bin; cp /bin/busybox root/bin; for a in sh dirname readlink; do ln -s busybox root/bin/$a; done
                printf '#!/bin/busybox sh\n/bin/busybox echo hello from process $$\n/bin/busybox poweroff -f\n' > i/init; chmod 755 i/init
                cd i; find . | busybox cpio -o -H newc > ../initrd 2> /dev/null
                """;
            await HostAsync("/bin/sh", "-ec", make, top);
            var machine = "-nodefaults -no-user-config -no-reboot -display none -monitor none -machine q35,hpet=off,vmport=off -accel tcg,tb-size=128 -cpu max -m 192M -serial stdio".Split(' ');
            var said = await HostAsync(Recipe.Tool, ["--state", $"{top}/state", "--run", $"{top}/run", "run", "--rm", "-r", $"{top}/root", "-v", $"{Recipe.Directory}:/vm:ro", "-v", $"{top}/initrd:/i/initrd:ro", "--memory", "600M", Path.GetFileName(top).ToLowerInvariant(), "--",
                "/vm/qemu", .. machine, "-kernel", "/vm/kernel", "-initrd", "/i/initrd", "-append", "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check cryptomgr.notests"]);
            Assert.That(said, Does.Contain("hello from process 1"));
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    }

    private static async Task<string> HostAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        Assert.That(process.ExitCode, Is.Zero, string.Concat(texts));
        return string.Concat(texts);
    }
}
