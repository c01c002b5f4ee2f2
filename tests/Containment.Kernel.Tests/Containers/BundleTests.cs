using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class BundleTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [TestCase("", "")]
    [TestCase(""", { "type": "user" }, { "type": "cgroup" }""", """ "uidMappings": [ { "containerID": 0, "hostID": 5000000, "size": 65536 } ], "gidMappings": [ { "containerID": 0, "hostID": 5000000, "size": 65536 } ], """)]
    public async Task A_bundle_runs_as_its_config_says(string moreNamespaces, string mappings, CancellationToken cancellation)
    {
        var spec = ContainerSpec.FromBundle(TestHost.NewId(), Bundle.Open(Write("hostname; ulimit -n; id -u; pwd; echo $COLOUR; touch /x || echo sealed; exit 5", moreNamespaces, mappings)));
        var container = await _test.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        var exit = await container.WaitAsync(cancellation);
        var text = await TextAsync(container, cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(exit.Code, Is.EqualTo(5), text);
            Assert.That(text.Split('\n'), Is.SupersetOf(new[] { "from-a-bundle", "333", "7", "/tmp", "blue", "sealed" }));
        });
    }

    [Test]
    public async Task Limits_of_a_bundle_are_in_force_and_it_is_found_again(CancellationToken cancellation)
    {
        var spec = ContainerSpec.FromBundle(TestHost.NewId(), Bundle.Open(Write("sleep 100", "", "")));
        await (await _test.Host.CreateAsync(spec, cancellation)).StartAsync(cancellation);
        await using var again = _test.OpenAgain();
        var container = await again.GetAsync(spec.Id, cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(container.Spec.RuntimeConfig, Is.EqualTo(spec.RuntimeConfig));
            Assert.That(container.Spec.Limits.MemoryMax?.Bytes, Is.EqualTo(33554432));
        });
        Assert.That((await container.GetLimitsAsync(cancellation)).Pids?.ToString(), Is.EqualTo("20"));
    }

    [Test, Needs(Need.CgroupV1)]
    public async Task Resources_of_a_bundle_that_are_no_limits_are_in_force_too(CancellationToken cancellation)
    {
        const string more = """, "cpu": { "quota": 50000, "period": 100000, "burst": 20000 }, "blockIO": { "weightDevice": [] }""";
        var bundle = Write("sleep 100", "", "");
        Change(bundle, "\"limit\": 33554432", "\"limit\": 33554432, \"swappiness\": 3, \"disableOOMKiller\": true");
        Change(bundle, "\"pids\": { \"limit\": 20 }", "\"pids\": { \"limit\": 20 }" + more);
        var spec = ContainerSpec.FromBundle(TestHost.NewId(), Bundle.Open(bundle));
        await _test.Host.CreateAsync(spec, cancellation);
        var procs = ContainerCgroup.Open(_test.Host, spec.Id).Placement.LegacyProcsFiles;
        string Value(string file) => File.ReadAllText(procs.Select(path => Path.Combine(Path.GetDirectoryName(path)!, file)).First(File.Exists)).Trim();
        Assert.That((Value("memory.swappiness"), Value("cpu.cfs_burst_us"), Value("memory.oom_control").Split('\n')[0]), Is.EqualTo(("3", "20000", "oom_kill_disable 1")));
    }

    [Test]
    public async Task A_device_that_the_rules_of_a_bundle_allow_is_usable_and_no_other(CancellationToken cancellation)
    {
        const string script = "mknod /dev/k c 10 200; mknod /dev/d b 7 0; (: < /dev/k) && echo opened; (: < /dev/d) 2>&1 || echo kept; (: > /dev/null) && echo null; exit 0";
        var bundle = Write(script, "", "");
        Change(bundle, "{ \"allow\": false, \"access\": \"rwm\" }", "{ \"allow\": false, \"access\": \"rwm\" }, { \"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 200, \"access\": \"r\" }");
        Change(bundle, "\"bounding\": [ \"CAP_KILL\" ], \"effective\": [], \"permitted\": []", "\"bounding\": [ \"CAP_MKNOD\" ], \"effective\": [ \"CAP_MKNOD\" ], \"permitted\": [ \"CAP_MKNOD\" ]");
        Change(bundle, "\"uid\": 7, \"gid\": 8", "\"uid\": 0, \"gid\": 0");
        Change(bundle, "\"readonly\": true", "\"readonly\": false");
        var container = await _test.Host.CreateAsync(ContainerSpec.FromBundle(TestHost.NewId(), Bundle.Open(bundle)), cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        var text = await TextAsync(container, cancellation);
        Assert.That(text, Does.Contain("opened\n").And.Contain("/dev/d: Operation not permitted").And.Contain("kept\nnull"));
    }

    private static void Change(string bundle, string old, string now)
    {
        var path = Path.Combine(bundle, "config.json");
        var text = File.ReadAllText(path);
        Assert.That(text, Does.Contain(old));
        File.WriteAllText(path, text.Replace(old, now, StringComparison.Ordinal));
    }

    private string Write(string script, string moreNamespaces, string mappings)
    {
        var bundle = Directory.CreateDirectory(Path.Combine(_test.Top, "bundle")).FullName;
        File.WriteAllText(Path.Combine(bundle, "config.json"), $$"""
            {
              "ociVersion": "1.2.0",
              "hostname": "from-a-bundle",
              "root": { "path": "{{BusyboxRoot.Path}}", "readonly": true },
              "process": {
                "args": [ "/bin/sh", "-c", "{{script}}" ], "env": [ "PATH=/bin", "COLOUR=blue" ], "cwd": "/tmp", "user": { "uid": 7, "gid": 8 },
                "noNewPrivileges": true, "rlimits": [ { "type": "RLIMIT_NOFILE", "soft": 333, "hard": 333 } ],
                "capabilities": { "bounding": [ "CAP_KILL" ], "effective": [], "permitted": [] }
              },
              "mounts": [
                { "destination": "/proc", "type": "proc", "source": "proc" },
                { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": [ "nosuid", "strictatime", "mode=755", "size=65536k" ] },
                { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": [ "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5" ] },
                { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [ "nosuid", "noexec", "nodev", "ro" ] }
              ],
              "linux": {
                {{mappings}}
                "namespaces": [ { "type": "pid" }, { "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" }{{moreNamespaces}} ],
                "resources": { "devices": [ { "allow": false, "access": "rwm" } ], "memory": { "limit": 33554432 }, "pids": { "limit": 20 } },
                "maskedPaths": [ "/proc/kcore", "/proc/acpi" ], "readonlyPaths": [ "/proc/sys" ]
              }
            }
            """);
        return bundle;
    }

    private static async Task<string> TextAsync(Container container, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        await foreach (var entry in container.ReadLogAsync(cancellationToken: cancellation)) text.Append(entry.Text);
        return text.ToString();
    }
}
