using Containment.Bundles.Oci;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

/// <summary>What only an OCI bundle's own config.json can ask for.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(60_000)]
internal sealed class SpecificationTests
{
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private async Task<string> ShellAsync(string script, bool userNamespace, Func<RuntimeSpec, RuntimeSpec> change)
    {
        var request = _lab.Request(new("sh", "-c", script), new() { UserNamespace = userNamespace });
        var (status, output) = await Lab.RunAsync(request with { Spec = change(request.Spec) });
        Assert.That(status.Code, Is.Zero, output);
        return output.TrimEnd('\n');
    }

    [Test]
    public async Task Another_user_with_groups_and_a_umask_runs_it([Values] bool userNamespace)
    {
        var output = await ShellAsync("id -u; id -g; id -G; umask; echo x > /dev/stdout; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status", userNamespace, spec => spec with
        {
            Process = spec.Process! with { User = new() { Uid = 1000, Gid = 1001, AdditionalGids = [5, 6], Umask = 63 } },
        });
        Assert.That(output, Does.StartWith("1000\n1001\n1001 5 6\n0077\nx\n").And.Contain("NoNewPrivs:\t1"));
    }

    [Test]
    public async Task Capabilities_are_exactly_those_asked_for()
    {
        IReadOnlyList<string> some = ["CAP_CHOWN", "CAP_NET_BIND_SERVICE"];
        var output = await ShellAsync("grep Cap /proc/self/status", false, spec => spec with
        {
            Process = spec.Process! with
            {
                User = new() { Uid = 7, Gid = 7 },
                Capabilities = new() { Bounding = some, Permitted = some, Effective = some, Inheritable = ["CAP_NET_BIND_SERVICE"], Ambient = ["CAP_NET_BIND_SERVICE"] },
            },
        });
        Assert.That(output.Replace("\t", ""), Is.EqualTo("CapInh:0000000000000400\nCapPrm:0000000000000400\nCapEff:0000000000000400\nCapBnd:0000000000000401\nCapAmb:0000000000000400"), "an execve leaves the ambient ones");
    }

    [Test]
    public async Task A_limit_can_be_lowered() =>
        Assert.That(await ShellAsync("ulimit -n; ulimit -Hn", true, spec => spec with
        {
            Process = spec.Process! with { Rlimits = [new() { Type = "RLIMIT_NOFILE", Soft = 100, Hard = 200 }] },
        }), Is.EqualTo("100\n200"));

    [Test]
    public async Task A_sysctl_of_its_own_namespaces_is_set([Values] bool userNamespace) =>
        Assert.That(await ShellAsync("cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/kernel/msgmax", userNamespace, spec => spec with
        {
            Linux = spec.Linux! with { Sysctl = new Dictionary<string, string> { ["net.ipv4.ip_unprivileged_port_start"] = "80", ["kernel.msgmax"] = "9000" } },
        }), Is.EqualTo("80\n9000"));

    [Test]
    public async Task A_device_is_made([Values] bool userNamespace) =>
        Assert.That(await ShellAsync("stat -c '%F %a %u %t %T' /dev/fuse", userNamespace, spec => spec with
        {
            Linux = spec.Linux! with { Devices = [new() { Path = "/dev/fuse", Type = "c", Major = 10, Minor = 229, FileMode = 0x1b0, Uid = 3 }] },
        }), Is.EqualTo("character special file 660 3 a e5"));

    [Test]
    public async Task A_working_directory_that_is_missing_is_named()
    {
        var request = _lab.Request(new("true"));
        var refused = await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(request with { Spec = request.Spec with { Process = request.Spec.Process! with { Cwd = "/nowhere" } } }));
        Assert.That(refused!.Message, Is.EqualTo("chdir /nowhere: ENOENT"));
    }

    [Test]
    public async Task A_clock_of_its_own_is_ahead([Values] bool userNamespace)
    {
        var here = Environment.TickCount64 / 1000;
        var output = await ShellAsync("cat /proc/uptime", userNamespace, spec => spec with
        {
            Linux = spec.Linux! with
            {
                Namespaces = [.. spec.Linux.Namespaces!, new() { Type = "time" }],
                TimeOffsets = new Dictionary<string, OciTimeOffset> { ["boottime"] = new() { Secs = 1_000_000 } },
            },
        });
        Assert.That(double.Parse(output.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThan(here + 900_000));
    }
}
