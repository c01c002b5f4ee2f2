using Containment.Bundles;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

/// <summary>What a container sees from inside.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(60_000)]
internal sealed class InsideTests
{
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private async Task<string> ShellAsync(string script, IsolationSpec? isolation = null, Func<LaunchRequest, LaunchRequest>? change = null)
    {
        var (status, output) = await Lab.RunAsync(_lab.Request(new("sh", "-c", script), isolation, change));
        Assert.That(status.Code, Is.Zero, output);
        return output.TrimEnd('\n');
    }

    [Test]
    public async Task It_is_root_and_process_1_with_its_own_name([Values] bool userNamespace)
    {
        var output = await ShellAsync("id -u; echo $$; hostname; echo a > /tmp/file; stat -c %u /tmp/file; ls /dev", new() { UserNamespace = userNamespace, HostName = "box" });
        Assert.That(output, Does.StartWith("0\n1\nbox\n0\n"));
        Assert.That(output, Does.Contain("null").And.Contain("urandom").And.Contain("ptmx"));
    }

    [Test]
    public async Task A_file_that_it_writes_keeps_the_containers_id_on_disk()
    {
        var request = _lab.Request(new("touch", "/tmp/mine"));
        Assert.That((await Lab.RunAsync(request)).Status.Code, Is.Zero);
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%u:%g", $"{((LaunchRoot.Layered)request.Root).Layers.Upper}/tmp/mine"]) { RedirectStandardOutput = true })!;
        Assert.That(await stat.StandardOutput.ReadToEndAsync(), Is.EqualTo("0:0\n"));
    }

    [Test]
    public async Task The_hosts_tree_is_gone([Values] bool userNamespace)
    {
        var output = await ShellAsync("cat /proc/self/mountinfo", new() { UserNamespace = userNamespace });
        Assert.That(output.Split('\n').Select(line => line.Split(' ')[4]), Does.Contain("/proc").And.Contain("/sys").And.Contain("/dev/pts").And.Contain("/dev/shm"));
        Assert.That(output, Does.Not.Contain(_lab.Directory + " ").And.Not.Contain("/mnt"));
    }

    [Test]
    public async Task Masked_files_are_empty_and_readonly_ones_refuse()
    {
        Assert.That(await ShellAsync("cat /proc/keys /proc/timer_list; ls /sys/firmware /proc/acpi 2>&1; echo 1 > /proc/sys/vm/swappiness || echo refused", new() { UserNamespace = false }), Does.Contain("refused").And.Not.Contain("---"));
    }

    [Test]
    public async Task Nothing_but_the_three_streams_is_open() =>
        Assert.That(await ShellAsync("ls /proc/self/fd"), Is.EqualTo("0\n1\n2\n3"), "3 is ls's own directory");

    [Test]
    public async Task A_host_directory_and_a_host_file_are_bound()
    {
        Directory.CreateDirectory($"{_lab.Directory}/shared");
        File.WriteAllText($"{_lab.Directory}/shared/note", "hello");
        var isolation = new IsolationSpec
        {
            UserNamespace = false,
            Mounts = [new("/data/deep", $"{_lab.Directory}/shared"), new("/etc/note", $"{_lab.Directory}/shared/note") { ReadOnly = true }, new("/scratch") { Size = 65536 }],
        };
        Assert.That(await ShellAsync("cat /data/deep/note /etc/note; echo x > /data/deep/new; echo y > /etc/note || echo refused; touch /scratch/a", isolation), Does.StartWith("hellohello").And.Contain("refused"));
        Assert.That(File.ReadAllText($"{_lab.Directory}/shared/new"), Is.EqualTo("x\n"));
    }

    [Test]
    public async Task A_read_only_root_refuses_writing() =>
        Assert.That(await ShellAsync("touch /tmp/x 2>/dev/null || echo refused", new() { ReadOnlyRoot = true }), Is.EqualTo("refused"));

    [Test]
    public async Task A_link_in_the_image_does_not_lead_a_mount_out_of_it()
    {
        File.CreateSymbolicLink($"{_lab.Root}/escape", "../../../tmp");
        Assert.That(await ShellAsync($"stat -c %F /tmp/{_lab.Name}-in", new() { Mounts = [new($"/escape/{_lab.Name}-in")] }), Is.EqualTo("directory"));
        Assert.That(Directory.Exists($"/tmp/{_lab.Name}-in"), Is.False);
    }

    [Test]
    public async Task It_has_namespaces_of_its_own([Values] bool userNamespace)
    {
        var output = await ShellAsync("for n in mnt pid uts ipc net cgroup user time; do readlink /proc/self/ns/$n; done", new() { UserNamespace = userNamespace, TimeNamespace = true });
        foreach (var link in output.Split('\n'))
        {
            var host = File.ResolveLinkTarget($"/proc/self/ns/{link.Split(':')[0]}", false)!.Name;
            Assert.That(link == host, Is.EqualTo(link.StartsWith("user:", StringComparison.Ordinal) && !userNamespace), link);
        }
    }

    [Test]
    public async Task It_is_in_its_cgroups_and_sees_itself_at_their_roots()
    {
        var output = await ShellAsync("cat /proc/self/cgroup");
        foreach (var line in output.Split('\n').Where(line => line.StartsWith("0::", StringComparison.Ordinal) || line.Contains(":pids:") || line.Contains(":freezer:")))
            Assert.That(line, Does.EndWith(":/"));
    }
}
