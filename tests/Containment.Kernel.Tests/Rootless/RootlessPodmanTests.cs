using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>Podman of an ordinary user with containment-oci as its runtime.</summary>
[Needs(Need.Root, Need.Oci, Need.Podman, Need.Busybox, Need.UserNamespaces, Need.IdMapTools), CancelAfter(180_000)]
internal sealed class RootlessPodmanTests
{
    private OrdinaryUser _user = null!;
    private string _root = "";

    [SetUp]
    public async Task Make()
    {
        _user = new();
        _root = await _user.RootAsync();
    }

    [TearDown]
    public void Remove() => _user.Dispose();

    [Test]
    public async Task Containers_run_with_the_ids_of_the_user(CancellationToken cancellation)
    {
        var run = await PodmanAsync(cancellation, "run", "--rm", "--ulimit", "host", "--network", "none", "--rootfs", _root, "sh", "-c", "id -u; cat /proc/self/uid_map; echo x > /dev/null && exit 7");
        Assert.That((run.Code, run.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo((7, (string[])["0", "0", $"{_user.Id}", "1", "1", $"{_user.First}", "65536"])), run.Error);
        var kept = await PodmanAsync(cancellation, "run", "--rm", "--ulimit", "host", "--network", "none", "--userns", "keep-id", "--rootfs", _root, "id", "-u");
        Assert.That((kept.Code, kept.Output), Is.EqualTo((0, $"{_user.Id}\n")), kept.Error);
    }

    [Test]
    public async Task A_container_in_the_background_takes_commands_and_ends(CancellationToken cancellation)
    {
        var run = await PodmanAsync(cancellation, "run", "-d", "--name", "x", "--ulimit", "host", "--network", "host", "--rootfs", _root, "sleep", "1000");
        Assert.That(run.Code, Is.Zero, run.Error);
        var exec = await PodmanAsync(cancellation, "exec", "--user", "1000", "x", "sh", "-c", "id -u; ls -d /sys/class/net; exit 5");
        Assert.That((exec.Code, exec.Output), Is.EqualTo((5, "1000\n/sys/class/net\n")), exec.Error);
        Assert.That((await PodmanAsync(cancellation, "kill", "x")).Code, Is.Zero);
        Assert.That((await PodmanAsync(cancellation, "wait", "x")).Output, Is.EqualTo("137\n"));
        Assert.That((await PodmanAsync(cancellation, "rm", "x")).Code, Is.Zero);
    }

    private async Task<Ended> PodmanAsync(CancellationToken cancellation, params string[] arguments)
    {
        var podman = _user.Start("/usr/bin/podman", ["--runtime", Programs.Oci, "--cgroup-manager", "cgroupfs", "--storage-driver", "vfs", "--events-backend", "file", .. arguments]);
        podman.Input.Close();
        return await podman.WaitAsync(cancellation);
    }
}
