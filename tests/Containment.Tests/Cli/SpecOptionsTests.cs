using System.CommandLine;
using System.Net;
using Containment.Bundles;
using Containment.Cli.Options;
using Containment.Containers;
using Containment.Images;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Tests.Cli;

internal sealed class SpecOptionsTests
{
    [Test]
    public void A_whole_description_is_read()
    {
        var spec = Read("--root", "/srv/root", "--memory", "256M", "--cpus", "1.5", "--pids", "64", "--hostname", "h", "-e", "A=b=c", "-w", "/work", "-u", "7:8",
            "-v", "/srv/data:/data:ro", "-v", "store:/store:ro", "-n", "bridge=br0,ip=10.0.0.2/24,ip=fd00::2/64,gw=10.0.0.1,mtu=1400", "-l", "team=web", "--init", "--class", "memory=64M,cpu=0.5:200", "--merge-memory", "--disk", "2G:image", "web", "sh", "-c", "--not-mine");
        Assert.Multiple(() =>
        {
            Assert.That(spec.Id.Value, Is.EqualTo("web"));
            Assert.That(spec.Root, Is.EqualTo(new RootSource.Directory("/srv/root")));
            Assert.That(spec.Process.Command, Is.EqualTo(new[] { "sh", "-c", "--not-mine" }));
            Assert.That(spec.Process.Environment["A"], Is.EqualTo("b=c"));
            Assert.That(spec.Process.WorkingDirectory, Is.EqualTo("/work"));
            Assert.That(spec.Process.User, Is.EqualTo("7:8"));
            Assert.That(spec.Limits.MemoryMax, Is.EqualTo(MemoryLimit.Parse("256M")));
            Assert.That(spec.Limits.Cpu, Is.EqualTo(CpuLimit.Of(1.5)));
            Assert.That(spec.Isolation.FirstProcess, Is.EqualTo(FirstProcess.Reaper));
            Assert.That(spec.Isolation.UserNamespace, Is.True);
            Assert.That(spec.Isolation.Mounts.Single(), Is.EqualTo(new MountSpec("/data", "/srv/data") { ReadOnly = true }));
            Assert.That(spec.Volumes.Single(), Is.EqualTo(new VolumeMount("store", "/store") { ReadOnly = true }));
            Assert.That(spec.Networks.Single().Addresses.Select(address => address.ToString()), Is.EqualTo(new[] { "10.0.0.2/24", "fd00::2/64" }));
            Assert.That(spec.Networks.Single().Gateways.Single(), Is.EqualTo(IPAddress.Parse("10.0.0.1")));
            Assert.That(spec.Networks.Single().Mtu, Is.EqualTo(1400));
            Assert.That(spec.Service, Is.EqualTo(new ServiceClass { MemoryGuarantee = MemoryLimit.MiB(64), CpuGuarantee = CpuLimit.Of(0.5), CpuWeight = new(200) }));
            Assert.That(spec.MergeMemory);
            Assert.That(spec.Disk, Is.EqualTo(new DiskQuota(2L << 30) { Kind = DiskQuotaKind.Image }));
            Assert.That(spec.Labels["team"], Is.EqualTo("web"));
        });
    }

    [Test]
    public void Nesting_and_a_count_of_ids_are_read()
    {
        var isolation = Read("--root", "/r", "--nesting", "--ids", "131072", "web", "sh").Isolation;
        Assert.That((isolation.Nesting, isolation.IdCount, Read("--root", "/r", "web", "sh").Isolation.IdCount), Is.EqualTo((true, 131_072u, (uint?)null)));
        Assert.Throws<InvalidSpecException>(() => Read("--root", "/r", "--ids", "1000", "web", "sh"));
    }

    [TestCase("2G", 2L << 30, DiskQuotaKind.Auto)]
    [TestCase("64M:project", 64L << 20, DiskQuotaKind.Project)]
    [TestCase("16777216:subvolume", 16L << 20, DiskQuotaKind.Subvolume)]
    public void A_disk_quota_is_read(string text, long bytes, DiskQuotaKind kind) => Assert.That(Read("--root", "/r", "--disk", text, "web", "sh").Disk, Is.EqualTo(new DiskQuota(bytes) { Kind = kind }));

    [TestCase("")]
    [TestCase("none")]
    [TestCase("2X")]
    [TestCase("1M")]
    [TestCase("2G:")]
    [TestCase("2G:disk")]
    [TestCase("2G:image:more")]
    public void A_disk_quota_that_is_none_is_refused(string text) => Assert.Throws<InvalidSpecException>(() => Read("--root", "/r", "--disk", text, "web", "sh"));

    [Test]
    public void Limits_of_all_controllers_are_read()
    {
        var limits = Read("--root", "/r", "--cpus", "0.5", "--cpu-period", "50ms", "--cpu-burst", "10ms", "--cpu-idle", "true", "--cpuset", "all", "--cpuset-mems", "0", "--memory-min", "1M", "--swap-high", "2M", "--zswap", "0",
            "--zswap-writeback", "false", "--oom-group", "true", "--io", "8:0,rbps=1M,weight=300,latency=5ms", "--hugepages", "2MB=64", "--hugepages", "1GB=none", "--rdma", "mlx5_0,handles=2,objects=none", "--misc", "sev=5",
            "--net-class", "10:1", "--net-prio", "eth0=5", "--device-allow", "c 10:229 rwm", "--device-allow", "/dev/null:r", "--device-deny", "/dev/zero", "web", "sh").Limits;
        Assert.That(limits, Is.EqualTo(new ResourceLimits
        {
            Cpu = CpuLimit.Of(0.5), CpuPeriod = CpuPeriod.Parse("50ms"), CpuBurst = CpuBurst.Parse("10ms"), CpuIdle = true, CpuSet = CpuSet.All, MemoryNodes = new(0), MemoryMin = MemoryLimit.MiB(1), SwapHigh = SwapLimit.Of(2 << 20),
            Zswap = SwapLimit.Of(0), ZswapWriteback = false, OomGroup = true, Io = [new(new(8, 0)) { ReadBytes = IoRate.Of(1 << 20), Weight = new(300), Latency = IoLatency.Parse("5ms") }],
            HugePages = [new(HugePageSize.Parse("2MB"), CountLimit.Of(64)), new(HugePageSize.Parse("1GB"), CountLimit.None)], Rdma = [new("mlx5_0") { Handles = CountLimit.Of(2), Objects = CountLimit.None }],
            Misc = [new("sev", CountLimit.Of(5))], NetworkClass = NetworkClass.Parse("10:1"), NetworkPriorities = [new("eth0", 5)],
            Devices = [DevicePermission.Allow("c 10:229 rwm"), DevicePermission.Allow("c 1:3 r"), DevicePermission.Deny("c 1:5 rwm")],
        }));
    }

    [TestCase("--io", "8:0"), TestCase("--io", "8:0,colour=red"), TestCase("--hugepages", "2M=5"), TestCase("--rdma", "mlx5_0"), TestCase("--misc", "sev"), TestCase("--net-prio", "eth0=high"), TestCase("--device-allow", "c 10"), TestCase("--device-allow", "/no/such/node"), TestCase("--device-deny", "/etc")]
    public void A_limit_that_can_not_be_read_is_refused(string option, string value) =>
        Assert.That(() => Read("--root", "/r", option, value, "web", "sh"), Throws.InstanceOf<InvalidSpecException>());

    [TestCase("--cpu-idle", "maybe", "--cpu-idle")]
    [TestCase("--cpu-period", "2s", "cpuPeriod")]
    [TestCase("--memory", "-5", "memory")]
    [TestCase("--cpus", "0", "cpu")]
    [TestCase("--pids", "many", "pids")]
    public void A_limit_that_makes_no_sense_is_refused_by_name(string option, string value, string field) =>
        Assert.That(Parse("--root", "/r", option, value, "web", "sh").Errors.Select(error => error.Message), Has.Some.StartsWith(field));

    [Test]
    public void A_name_with_a_slash_is_refused() =>
        Assert.That(Parse("--root", "/r", "a/b", "sh").Errors.Select(error => error.Message), Has.Some.StartsWith("id is \"a/b\""));

    [TestCase("ip=10.0.0.2/24")]
    [TestCase("bridge=br0,ip=10.0.0.2")]
    [TestCase("bridge=br0,colour=red")]
    public void A_network_that_can_not_be_read_is_refused(string text) =>
        Assert.That(() => NetworkText.Parse(text), Throws.InstanceOf<InvalidSpecException>());

    private static ContainerSpec Read(params string[] arguments)
    {
        var (options, command) = Make();
        var parsed = command.Parse(arguments);
        Assert.That(parsed.Errors, Is.Empty);
        return options.Read(parsed);
    }

    private static ParseResult Parse(params string[] arguments) => Make().Command.Parse(arguments);

    private static (SpecOptions Options, Command Command) Make()
    {
        var options = new SpecOptions();
        var command = new Command("run");
        options.AddTo(command);
        return (options, command);
    }
}
