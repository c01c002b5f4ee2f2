using System.Globalization;

namespace Containment.Kernel.Tests.Podman;

/// <summary>Namespaces: shared with another container or the host, and user namespaces.</summary>
internal sealed class NamespaceTests : PodmanTests
{
    [TestCase("pid", "--pid")]
    [TestCase("ipc", "--ipc")]
    [TestCase("net", "--network")]
    [TestCase("uts", "--uts")]
    public async Task A_namespace_of_another_container_is_joined(string kind, string option, CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        var kinds = (string[])["pid", "ipc", "net", "uts", "mnt"];
        var options = (string[])[option, $"container:{Name}"];
        string[] run = ["run", "--rm", "--ulimit", "host", "--cgroup-parent", $"/{Scene.Cgroup}", .. option == "--network" ? [] : (string[])["--network", "none"], .. options, Image, "sh", "-c", $"for kind in {string.Join(' ', kinds)}; do readlink /proc/self/ns/$kind; done"];
        var inside = (await Scene.DoAsync(cancellation, run)).Split('\n');
        var same = kinds.Where((one, i) => inside[i] == Namespace(process, one));
        // podman shares the host name with the network.
        Assert.That(same, Is.EqualTo(kind == "net" ? (string[])["net", "uts"] : [kind]).Or.EqualTo((string[])[kind]));
    }

    [TestCase("net", "--network")]
    [TestCase("pid", "--pid")]
    [TestCase("ipc", "--ipc")]
    [TestCase("uts", "--uts")]
    [TestCase("cgroup", "--cgroupns")]
    public async Task A_namespace_of_the_host_is_kept(string kind, string option, CancellationToken cancellation)
    {
        string[] run = ["run", "--rm", "--ulimit", "host", "--cgroup-parent", $"/{Scene.Cgroup}", .. option == "--network" ? [] : (string[])["--network", "none"], option, "host", Image, "readlink", $"/proc/self/ns/{kind}"];
        Assert.That(await Scene.DoAsync(cancellation, run), Is.EqualTo(Namespace(Environment.ProcessId, kind)));
    }

    [Test]
    public async Task A_cgroup_namespace_of_its_own_has_the_container_at_its_top(CancellationToken cancellation) =>
        Assert.That(await ShellAsync(cancellation, "cut -d: -f3 /proc/self/cgroup | sort -u", "--cgroupns", "private"), Is.EqualTo("/"));

    [Test]
    public async Task Ids_are_mapped_as_told_and_files_are_owned_by_the_mapped_ones(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, "--uidmap", "0:200000:65536", "--gidmap", "0:300000:65536", Image, "sh", "-c", "touch /file /dev/shm/file; sleep 1000");
        Assert.That(Words(await File.ReadAllTextAsync($"/proc/{process}/uid_map", cancellation)), Is.EqualTo("0 200000 65536"));
        Assert.That(Words(await File.ReadAllTextAsync($"/proc/{process}/gid_map", cancellation)), Is.EqualTo("0 300000 65536"));
        await UntilAsync(async () => (await Scene.PodmanAsync(cancellation, ["exec", Name, "test", "-e", "/dev/shm/file"])).Code == 0, cancellation);
        Assert.That(await ExecAsync(cancellation, Name, "stat", "-c", "%u:%g", "/file", "/dev/shm/file", "/bin/busybox", "/dev/pts/ptmx"), Is.EqualTo("0:0\n0:0\n0:0\n0:0"));
        Assert.That(await Scene.Program("stat", "-c", "%u:%g", $"/proc/{process}/root/file").WaitAsync(cancellation), Has.Property("Output").EqualTo("200000:300000\n"));
    }

    [Test]
    public async Task A_user_namespace_of_another_container_is_joined(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, "--uidmap", "0:200000:65536", Image, "sleep", "1000");
        Assert.That(await ShellAsync(cancellation, "readlink /proc/self/ns/user; id -u", "--userns", $"container:{Name}"), Is.EqualTo($"{Namespace(process, "user")}\n0"));
    }

    [Test]
    public async Task Ids_chosen_by_podman_are_those_set_apart_for_it_and_no_two_containers_share_any(CancellationToken cancellation)
    {
        await using var scene = await PodmanScene.MakeAsync();
        await scene.SetIdsApartAsync(cancellation);
        var maps = new List<string>();
        foreach (var name in (string[])["one", "two"])
        {
            var process = await scene.StartAsync(cancellation, name, "--userns", "auto:size=1024", Image, "sleep", "1000");
            maps.Add(Words(await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/uid_map"), cancellation)));
        }
        Assert.That(maps, Is.EquivalentTo((string[])["0 500000 1024", "0 501024 1024"]));
    }

    private static string Namespace(int process, string kind) => new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/{kind}")).LinkTarget!;

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
