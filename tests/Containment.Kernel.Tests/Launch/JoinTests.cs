using System.Diagnostics;
using Containment.Bundles.Oci;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

/// <summary>Namespaces that are there already, named by a path.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(60_000)]
internal sealed class JoinTests
{
    private static readonly (string Type, string File)[] Kinds =
        [("mount", "mnt"), ("pid", "pid"), ("uts", "uts"), ("ipc", "ipc"), ("network", "net"), ("cgroup", "cgroup"), ("time", "time"), ("user", "user")];

    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    /// <summary>A container in whose list of namespaces some have paths.</summary>
    private LaunchRequest Joining(string script, bool userNamespace, Func<string, string?> path)
    {
        var request = _lab.Request(new("sh", "-c", script), new() { UserNamespace = userNamespace });
        var linux = request.Spec.Linux!;
        return request with
        {
            Root = new LaunchRoot.Plain(_lab.Root),
            Spec = request.Spec with
            {
                Hostname = null,
                // Another's network and devices are not this one's to mount.
                Mounts = [.. request.Spec.Mounts!.Where(mount => mount.Type is "proc" or "tmpfs" or "devpts")],
                Linux = linux with { Namespaces = [.. Kinds.Where(kind => linux.Namespaces!.Any(own => own.Type == kind.Type) || path(kind.Type) is not null).Select(kind => new OciNamespace { Type = kind.Type, Path = path(kind.Type) })] },
            },
        };
    }

    private static string Link(int pid, string file) => File.ResolveLinkTarget($"/proc/{pid}/ns/{file}", false)!.Name;

    [TestCase("ipc", "ipc", false)]
    [TestCase("uts", "uts", false)]
    [TestCase("network", "net", false)]
    [TestCase("cgroup", "cgroup", false)]
    [TestCase("mount", "mnt", false)]
    [TestCase("time", "time", false)]
    [TestCase("ipc", "ipc", true)]
    [TestCase("network", "net", true)]
    [TestCase("uts", "uts", true)]
    public async Task One_of_the_hosts_is_joined(string type, string file, bool userNamespace)
    {
        using var other = Process.Start("unshare", [$"--{type switch { "network" => "net", _ => type }}", "sleep", "1000"]);
        try
        {
            for (var n = 0; n < 200 && Link(other.Id, file) == Link(Environment.ProcessId, file); n++) await Task.Delay(10);
            var path = $"/proc/{other.Id}/ns/{file}";
            var (status, output) = await Lab.RunAsync(Joining($"readlink /proc/self/ns/{file}; readlink /proc/self/ns/pid; id -u; ls /; echo x > /dev/null", userNamespace, kind => kind == type ? path : null));
            Assert.That(status.Code, Is.Zero, output);
            var lines = output.Split('\n');
            Assert.That((lines[0], lines[2]), Is.EqualTo((Link(other.Id, file), "0")));
            Assert.That(lines[1], Is.Not.EqualTo(Link(other.Id, "pid")));
            Assert.That(lines, Does.Contain("bin").And.Not.Contain("usr"));
        }
        finally
        {
            other.Kill();
            await other.WaitForExitAsync();
        }
    }

    [Test]
    public async Task All_of_another_container_are_joined([Values] bool userNamespace)
    {
        await using var first = await Lab.StartAsync(_lab.Request(new("sleep", "1000"), new() { UserNamespace = userNamespace, TimeNamespace = true, HostName = "pod" }));
        string[] shared = ["pid", "uts", "ipc", "network", "time", .. userNamespace ? ["user"] : Array.Empty<string>()];
        var request = Joining("for n in pid uts ipc net time user; do readlink /proc/self/ns/$n; done; hostname; id -u; cat /proc/1/cmdline; echo; echo $$; stat -c %u /dev/null /dev/shm", userNamespace,
            type => shared.Contains(type) ? $"/proc/{first.InitPid}/ns/{Kinds.Single(kind => kind.Type == type).File}" : null);
        var (status, output) = await Lab.RunAsync(request);
        Assert.That(status.Code, Is.Zero, output);
        var lines = output.Split('\n');
        Assert.That(lines[..6], Is.EqualTo(((string[])["pid", "uts", "ipc", "net", "time", "user"]).Select(file => Link(first.InitPid, file))));
        Assert.That((lines[6], lines[7], lines[8], lines[10], lines[11]), Is.EqualTo(("pod", "0", "sleep\u00001000\0", "0", "0")));
        Assert.That(int.Parse(lines[9]), Is.GreaterThan(1), "process 1 is the other container's");
        Lab.Kill(first.InitPid);
    }

    [Test]
    public async Task One_of_another_kind_is_an_error()
    {
        var refused = await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(Joining("true", false, type => type == "ipc" ? "/proc/self/ns/net" : null)));
        Assert.That(refused!.Message, Is.EqualTo("setns /proc/self/ns/net: EINVAL"));
        Assert.That(_lab.Cgroups.SelectMany(cgroup => File.ReadAllLines($"{cgroup}/cgroup.procs")), Is.Empty);
    }

    [Test]
    public async Task One_that_is_not_there_is_an_error()
    {
        var refused = await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(Joining("true", true, type => type == "network" ? "/nowhere/net" : null)));
        Assert.That(refused!.Message, Is.EqualTo("openat /nowhere/net: ENOENT"));
    }

    [Test]
    public void A_user_namespace_that_is_not_there_is_named() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => LaunchCompiler.Compile(Joining("true", true, type => type == "user" ? "/nowhere/user" : null)))!.Field, Is.EqualTo("linux.namespaces.path"));

    [Test]
    public async Task Several_ranges_of_ids_hold_for_files_devices_and_streams()
    {
        var request = _lab.Request(new("sh", "-c", "id -u; id -g; stat -c '%u %g' /dev/null /dev/fuse; echo x > /dev/stdout; cat /proc/self/uid_map; grep Groups /proc/self/status"));
        IReadOnlyList<OciIdMapping> users = [new() { ContainerId = 0, HostId = 300_000, Size = 10 }, new() { ContainerId = 10, HostId = 500_000, Size = 5000 }, new() { ContainerId = 60_000, HostId = 310_000, Size = 2 }];
        request = request with
        {
            Ids = null,
            Spec = request.Spec with
            {
                Process = request.Spec.Process! with { User = new() { Uid = 1000, Gid = 60_001, AdditionalGids = [3, 1200] } },
                Linux = request.Spec.Linux! with { UidMappings = users, GidMappings = users, Devices = [new() { Path = "/dev/fuse", Type = "c", Major = 10, Minor = 229, Uid = 60_001, Gid = 11 }] },
            },
        };
        var (status, output) = await Lab.RunAsync(request);
        Assert.That(status.Code, Is.Zero, output);
        var words = output.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        Assert.That(words, Is.EqualTo("1000 60001 0 0 60001 11 x 0 300000 10 10 500000 5000 60000 310000 2 Groups: 3 1200".Split(' ')));
    }
}
