using System.Diagnostics;
using Containment.Bundles.Oci;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

/// <summary>What a config.json says about mounts, seen from inside.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(60_000)]
internal sealed class MountFieldTests
{
    private Lab _lab = null!;
    private string _host = "";

    [SetUp]
    public void MakeLab()
    {
        _lab = new();
        _host = $"{_lab.Directory}/host";
        Directory.CreateDirectory($"{_host}/below");
        File.WriteAllText($"{_host}/note", "hello\n");
    }

    [TearDown]
    public void RemoveLab()
    {
        // What a test has mounted on the host for the container to see.
        foreach (var line in File.ReadAllLines("/proc/self/mountinfo").Reverse())
            if (line.Split(' ')[4] is var point && point.StartsWith(_lab.Directory + "/", StringComparison.Ordinal)) Run("umount", "-l", point);
        _lab.Dispose();
    }

    private LaunchRequest Request(string script, bool userNamespace, bool plain, params IReadOnlyList<OciMount> mounts)
    {
        var request = _lab.Request(new("sh", "-c", script), new() { UserNamespace = userNamespace });
        request = request with { Spec = request.Spec with { Mounts = [.. request.Spec.Mounts!, .. mounts] } };
        if (!plain) return request;
        // Nobody maps the ids of such a root: they are as they must be.
        if (userNamespace) Run("chown", "-Rh", "100000:100000", _lab.Root);
        return request with { Root = new LaunchRoot.Plain(_lab.Root) };
    }

    private static async Task<string> ShellAsync(LaunchRequest request)
    {
        var (status, output) = await Lab.RunAsync(request);
        Assert.That(status.Code, Is.Zero, output);
        return output.TrimEnd('\n');
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, program);
    }

    private OciMount Bind(string destination, params string[] options) => new() { Destination = destination, Type = "bind", Source = _host, Options = ["rbind", .. options] };

    [TestCase("rro", true)]
    [TestCase("ro", false)]
    public async Task Only_the_recursive_form_makes_what_is_mounted_below_read_only(string option, bool below)
    {
        Run("mount", "-t", "tmpfs", "tmpfs", $"{_host}/below");
        var output = await ShellAsync(Request("touch /data/x 2>/dev/null || echo top; touch /data/below/x 2>/dev/null || echo below; true", false, false, Bind("/data", option)));
        Assert.That(output, Is.EqualTo(below ? "top\nbelow" : "top"));
    }

    [Test]
    public async Task Every_attribute_is_on_the_mount([Values] bool userNamespace)
    {
        OciMount[] mounts =
        [
            Bind("/a", "nosuid", "nodev", "noexec", "ro", "noatime", "nodiratime", "nosymfollow"),
            Bind("/b", "rnosuid", "rnodev", "rnoexec", "rro", "rstrictatime"),
            new() { Destination = "/c", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "rnoexec", "ro", "size=64k", "mode=0710", "strictatime"] },
        ];
        var lines = (await ShellAsync(Request("cat /proc/self/mountinfo; stat -c %a /c; touch /c/x || echo refused", userNamespace, false, mounts))).Split('\n');
        string Flags(string at) => lines.Single(line => line.Contains($" {at} ")).Split(' ')[5];
        Assert.That(Flags("/a"), Is.EqualTo("ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow"));
        Assert.That(Flags("/b"), Is.EqualTo("ro,nosuid,nodev,noexec"));
        Assert.That(Flags("/c"), Is.EqualTo("ro,nosuid,noexec"));
        Assert.That(lines, Does.Contain("710").And.Contain("refused"));
    }

    [Test]
    public async Task A_tmpfs_begins_with_what_it_hides_when_told_so([Values] bool userNamespace, [Values] bool plain)
    {
        Directory.CreateDirectory($"{_lab.Root}/var/deep/er");
        File.WriteAllText($"{_lab.Root}/var/deep/er/file", new string('x', 100_000));
        File.CreateSymbolicLink($"{_lab.Root}/var/link", "deep/er/file");
        File.SetUnixFileMode($"{_lab.Root}/var", (UnixFileMode)0x1c9);
        Run("mkfifo", $"{_lab.Root}/var/queue");
        var mount = new OciMount { Destination = "/var", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "nodev", "tmpcopyup", "size=1m"] };
        var request = Request("stat -c '%a %u %g %F' /var /var/deep/er/file /var/queue; cat /var/link | busybox wc -c; readlink /var/link; touch /var/new; grep -c ' /var ' /proc/self/mountinfo", userNamespace, plain, mount);
        if (userNamespace && plain) Run("chown", "-R", "100007:100008", $"{_lab.Root}/var");
        else Run("chown", "-R", "7:8", $"{_lab.Root}/var");
        File.SetUnixFileMode($"{_lab.Root}/var/deep/er/file", (UnixFileMode)0x9c0);
        var output = await ShellAsync(request);
        Assert.That(output, Is.EqualTo("711 7 8 directory\n4700 7 8 regular file\n644 7 8 fifo\n100000\ndeep/er/file\n1"));
        Assert.That(File.Exists($"{_lab.Root}/var/new"), Is.False);
    }

    [Test]
    public async Task Mounts_are_seen_in_the_order_of_the_specification([Values] bool userNamespace)
    {
        OciMount Tmpfs(string destination) => new() { Destination = destination, Type = "tmpfs", Source = "tmpfs" };
        var request = Request("cat /proc/self/mountinfo", userNamespace, true, Bind("/a"), Tmpfs("/b"), Bind("/c"), Bind("/d"), Tmpfs("/e"));
        var seen = (await ShellAsync(request)).Split('\n').Select(line => line.Split(' ')[4]).ToList();
        var asked = request.Spec.Mounts!.Select(mount => mount.Destination).Where(seen.Contains).ToList();
        Assert.That(asked.Select(one => seen.IndexOf(one)), Is.Ordered, string.Join(' ', seen));
    }

    [Test]
    public async Task A_tmpfs_without_a_mode_takes_that_of_its_place()
    {
        Directory.CreateDirectory($"{_lab.Root}/strict");
        File.SetUnixFileMode($"{_lab.Root}/strict", (UnixFileMode)0x1c0);
        OciMount Tmpfs(string destination) => new() { Destination = destination, Type = "tmpfs", Source = "tmpfs", Options = ["nodev"] };
        Assert.That(await ShellAsync(Request("stat -c %a /strict /made", true, false, Tmpfs("/strict"), Tmpfs("/made"))), Is.EqualTo("700\n1777"));
    }

    [Test]
    public async Task A_bound_tree_has_the_ids_of_its_own_maps([Values] bool userNamespace)
    {
        Run("chown", "1000:1001", $"{_host}/note");
        Run("mount", "-t", "tmpfs", "tmpfs", $"{_host}/below");
        var shift = userNamespace ? 100_000u : 0;
        IReadOnlyList<OciIdMapping> users = [new() { ContainerId = 1000, HostId = shift + 5000, Size = 1 }, new() { ContainerId = 0, HostId = shift + 20, Size = 10 }];
        IReadOnlyList<OciIdMapping> groups = [new() { ContainerId = 1001, HostId = shift + 6000, Size = 1 }, new() { ContainerId = 0, HostId = shift + 30, Size = 10 }];
        OciMount Mapped(string destination, params string[] options) => Bind(destination, options) with { UidMappings = users, GidMappings = groups };
        var output = await ShellAsync(Request("stat -c '%u %g' /one/note /one/below /all/note /all/below /plain/note", userNamespace, false, Mapped("/one", "idmap"), Mapped("/all", "ridmap"), Mapped("/plain")));
        var none = userNamespace ? "65534 65534" : "0 0";
        Assert.That(output, Is.EqualTo($"5000 6000\n{none}\n5000 6000\n20 30\n5000 6000"));
    }

    [Test]
    public void An_id_map_without_any_ids_is_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => LaunchCompiler.Compile(Request("true", false, false, Bind("/data", "idmap"))))!.Field, Is.EqualTo("mounts.options"));

    [TestCase("rslave", true)]
    [TestCase("rprivate", false)]
    [TestCase(null, false)]
    public async Task What_the_host_mounts_later_is_seen_by_a_slave(string? option, bool seen)
    {
        Run("mount", "--bind", _host, _host);
        Run("mount", "--make-shared", _host);
        await using var session = await Lab.StartAsync(Request("read go; ls /data/below; true", false, false, option is null ? Bind("/data") : Bind("/data", option)) is var request ? request : request);
        Run("mount", "-t", "tmpfs", "tmpfs", $"{_host}/below");
        File.WriteAllText($"{_host}/below/late", "");
        await session.WriteInputAsync("\n"u8.ToArray());
        await session.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Is.EqualTo(seen ? "late\n" : ""));
    }

    [TestCase("rshared", "rshared", true)]
    [TestCase("rshared", "private", false)]
    [TestCase("rslave", "rshared", false)]
    public async Task What_the_container_mounts_reaches_the_host_only_through_two_shares(string option, string root, bool seen)
    {
        Run("mount", "--bind", _host, _host);
        Run("mount", "--make-shared", _host);
        var request = Request("mount -t tmpfs none /data/below && touch /data/below/made; read go", false, false, Bind("/data", option));
        IReadOnlyList<string> powers = ["CAP_SYS_ADMIN"];
        request = request with
        {
            Spec = request.Spec with
            {
                Process = request.Spec.Process! with { Capabilities = new() { Bounding = powers, Permitted = powers, Effective = powers } },
                Linux = request.Spec.Linux! with { RootfsPropagation = root, Seccomp = null },
            },
        };
        await using var session = await Lab.StartAsync(request);
        for (var n = 0; n < 100 && seen && !File.Exists($"{_host}/below/made"); n++) await Task.Delay(20);
        if (!seen) await Task.Delay(300);
        Assert.That(File.Exists($"{_host}/below/made"), Is.EqualTo(seen));
        await session.WriteInputAsync("\n"u8.ToArray());
        Assert.That((await session.Exited.WaitAsync(TimeSpan.FromSeconds(20))).Code, Is.Zero, Lab.ReadLog(request.Keeper!.LogPath));
    }

    [TestCase("shared", "shared:")]
    [TestCase("rshared", "shared:")]
    [TestCase("unbindable", "unbindable")]
    [TestCase("private", "-")]
    [TestCase("slave", "-")]
    public async Task The_root_spreads_as_it_is_told_to(string propagation, string shown)
    {
        var request = Request("cat /proc/self/mountinfo", false, true);
        var output = await ShellAsync(request with { Spec = request.Spec with { Linux = request.Spec.Linux! with { RootfsPropagation = propagation } } });
        Assert.That(output.Split('\n').Single(line => line.Split(' ')[4] == "/").Split(' ')[6], Does.StartWith(shown));
        Assert.That(output.Split('\n').Single(line => line.Split(' ')[4] == "/proc").Contains(" shared:"), Is.EqualTo(propagation[0] == 'r'));
    }

    [Test]
    public async Task A_root_that_is_a_slave_hears_of_the_host()
    {
        Directory.CreateDirectory($"{_lab.Root}/later");
        Run("mount", "--bind", _lab.Root, _lab.Root);
        Run("mount", "--make-shared", _lab.Root);
        var request = Request("read go; ls /later", false, true);
        request = request with { Spec = request.Spec with { Linux = request.Spec.Linux! with { RootfsPropagation = "rslave" } } };
        await using var session = await Lab.StartAsync(request);
        Run("mount", "-t", "tmpfs", "tmpfs", $"{_lab.Root}/later");
        File.WriteAllText($"{_lab.Root}/later/late", "");
        await session.WriteInputAsync("\n"u8.ToArray());
        await session.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Is.EqualTo("late\n"));
    }

    [Test, Needs(Need.CgroupV1)]
    public async Task Hierarchies_of_the_first_version_are_seen_each_in_its_directory([Values] bool userNamespace, [Values] bool own)
    {
        var request = Request("cat /sys/fs/cgroup/*/cgroup.procs; ls /sys/fs/cgroup; touch /sys/fs/cgroup/x 2>/dev/null || echo refused; cat /proc/self/cgroup", userNamespace, true);
        if (!own) request = request with { Spec = request.Spec with { Linux = request.Spec.Linux! with { Namespaces = [.. request.Spec.Linux.Namespaces!.Where(one => one.Type != "cgroup")] } } };
        var lines = (await ShellAsync(request)).Split('\n');
        var names = request.Cgroup.LegacyProcsFiles.Select(file => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file))!)).Append("unified");
        Assert.That(lines.Count(line => line == "1"), Is.EqualTo(names.Count()), "process 1 is in each");
        Assert.That(lines, Is.SupersetOf(names.Append("refused")));
        Assert.That(lines.Any(line => line.EndsWith(":/", StringComparison.Ordinal) && line.StartsWith("0:", StringComparison.Ordinal)), Is.EqualTo(own));
    }

    [Test]
    public async Task Devices_are_made_wherever_they_are_asked_for([Values] bool userNamespace, [Values] bool plain)
    {
        var request = Request("stat -c '%n %F %a %u %t %T' /dev/net/tun /opt/deep/null /dev/queue; echo x > /opt/deep/null; stat -c %a /dev/net", userNamespace, plain);
        OciDevice[] devices =
        [
            new() { Path = "/dev/net/tun", Type = "c", Major = 10, Minor = 200, FileMode = 0x1a4, Uid = 4 },
            new() { Path = "/opt/deep/null", Type = "c", Major = 1, Minor = 3, FileMode = 0x1b6, Uid = 5 },
            new() { Path = "/dev/queue", Type = "p", FileMode = 0x180 },
        ];
        Assert.That(await ShellAsync(request with { Spec = request.Spec with { Linux = request.Spec.Linux! with { Devices = devices } } }),
            Is.EqualTo("/dev/net/tun character special file 644 4 a c8\n/opt/deep/null character special file 666 5 1 3\n/dev/queue fifo 600 0 0 0\n755"));
    }

    [Test]
    public async Task A_root_with_a_dev_of_its_own_gets_what_every_container_has([Values] bool userNamespace, [Values] bool plain)
    {
        var request = Request("stat -c '%n %F' /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/fuse; echo x > /dev/null; head -c 3 /dev/zero | busybox wc -c; readlink /dev/fd; cat /dev/kept; cat /proc/keys", userNamespace, plain);
        File.WriteAllText($"{_lab.Root}/dev/kept", "kept\n");
        request = request with
        {
            Spec = request.Spec with
            {
                Mounts = [.. request.Spec.Mounts!.Where(mount => !mount.Destination.StartsWith("/dev", StringComparison.Ordinal))],
                Linux = request.Spec.Linux! with { Devices = [new() { Path = "/dev/fuse", Type = "c", Major = 10, Minor = 229 }] },
            },
        };
        var lines = (await ShellAsync(request)).Split('\n');
        Assert.That(lines.Take(7), Is.All.EndsWith("character special file"));
        Assert.That(lines[7..], Is.EqualTo((string[])["3", "/proc/self/fd", "kept"]), "and masks nothing with it");
    }
}
