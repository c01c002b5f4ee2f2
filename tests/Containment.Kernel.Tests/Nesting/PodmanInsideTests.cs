using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Nesting;

/// <summary>Podman in a container that may make containers: Debian's, with runc, as root there and as a user there.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler, Need.Podman, Need.Runc, Need.IdMapTools), CancelAfter(120_000)]
internal sealed class PodmanInsideTests
{
    // podman 4.3 wants more open files than this machine may allow, unless it is told how many.
    private const string Prepare = """
        mkdir -p /etc/containers /var/lib/containers/alice /run/user/1000; chown 1000:1000 /var/lib/containers/alice /run/user/1000; chmod 700 /run/user/1000
        echo '{"default":[{"type":"insecureAcceptAnything"}]}' > /etc/containers/policy.json
        printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n[engine]\ncgroup_manager = "cgroupfs"\nruntime = "runc"\nevents_logger = "file"\n' > /etc/containers/containers.conf
        export CONTAINERS_CONF=/etc/containers/containers.conf

        """;

    private const string AsRoot = """
        export HOME=/root; p='podman --root /var/lib/containers/storage --storage-driver overlay'
        tar -C /srv/busybox -cf - . | $p import - localhost/busybox > /dev/null 2>&1
        $p run --rm -m 64M localhost/busybox sh -c 'id -u; cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2> /dev/null; ip -o -4 addr show eth0 | wc -l'
        echo code $?; echo left $($p ps -aq | wc -l)

        """;

    private const string AsUser = """
        cat > /tmp/user.sh <<'END'
        export HOME=/var/lib/containers/alice XDG_RUNTIME_DIR=/run/user/1000 USER=alice; cd $HOME
        p='podman --storage-driver overlay'
        tar -C /srv/busybox -cf - . | $p import - localhost/busybox > /dev/null 2>&1
        $p run --rm --network none localhost/busybox sh -c 'id -u; tr -s " " < /proc/self/uid_map; touch /x; chown 5:5 /x; stat -c %u:%g /x' 2> /dev/null
        $p run --rm --network host -u 1000 localhost/busybox id -u 2> /dev/null
        END
        setpriv --reuid 1000 --regid 1000 --clear-groups sh /tmp/user.sh
        """;

    [Test]
    public async Task It_runs_containers_as_root_and_as_a_user(CancellationToken cancellation)
    {
        await using var scene = await NestedScene.MakeAsync(cancellation, "/var/lib/containers");
        var root = await scene.ShellAsync(Prepare + AsRoot, cancellation);
        Assert.That(root.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(5), Is.EqualTo(new[] { "0", $"{64 << 20}", "1", "code 0", "left 0" }), root);
        var user = await scene.ShellAsync(Prepare + AsUser, cancellation);
        Assert.That(user.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "0", " 0 1000 1", " 1 65536 65536", "5:5", "1000" }));
    }
}
