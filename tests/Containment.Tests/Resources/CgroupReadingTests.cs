using Containment.Resources;

namespace Containment.Tests.Resources;

internal sealed class CgroupReadingTests
{
    [Test]
    public void Limits_of_v2_are_read_back()
    {
        using var files = new PlainFiles(("cpu.max", "150000 100000\n"), ("cpu.weight", "200\n"), ("memory.max", "1048576\n"), ("memory.high", "max\n"), ("memory.low", "0\n"),
            ("memory.swap.max", "0\n"), ("pids.max", "7\n"), ("cpuset.cpus", "0-1\n"), ("cpuset.mems", "\n"), ("io.weight", "default 50\n"), ("io.max", "8:0 rbps=1000 wbps=max riops=max wiops=5\n"));
        var limits = CgroupReading.Limits(files.AsUnified);
        Assert.That(limits with { Io = [] }, Is.EqualTo(new ResourceLimits
        {
            Cpu = CpuLimit.Of(1.5), CpuPeriod = CpuPeriod.Default, CpuWeight = new(200), MemoryMax = MemoryLimit.MiB(1), MemoryHigh = MemoryLimit.None, MemoryLow = MemoryLimit.None, Swap = SwapLimit.Of(0),
            Pids = PidsLimit.Of(7), CpuSet = new(0, 1), IoWeight = new(50), Io = [],
        }));
        Assert.That(limits.Io, Is.EqualTo(new[] { new IoLimit(new(8, 0)) { ReadBytes = IoRate.Of(1000), WriteBytes = IoRate.None, ReadOperations = IoRate.None, WriteOperations = IoRate.Of(5) } }));
    }

    [Test]
    public void Limits_of_v1_are_read_back()
    {
        using var files = new PlainFiles(("cpu.cfs_quota_us", "-1\n"), ("cpu.cfs_period_us", "100000\n"), ("cpu.shares", "512\n"), ("memory.limit_in_bytes", "1000000\n"),
            ("memory.memsw.limit_in_bytes", "1500000\n"), ("memory.soft_limit_in_bytes", "9223372036854771712\n"), ("blkio.throttle.write_bps_device", "8:0 77\n"));
        var limits = CgroupReading.Limits(files.AsLegacy);
        Assert.That(limits with { Io = [] }, Is.EqualTo(new ResourceLimits
        {
            Cpu = CpuLimit.None, CpuPeriod = CpuPeriod.Default, CpuWeight = new(50), MemoryMax = MemoryLimit.Of(1_000_000), MemoryLow = MemoryLimit.None, Swap = SwapLimit.Of(500_000), Io = [],
        }));
        Assert.That(limits.Io.Single().WriteBytes, Is.EqualTo(IoRate.Of(77)));
    }

    [Test]
    public void Usage_of_v2_is_read()
    {
        using var files = new PlainFiles(("cpu.stat", "usage_usec 3000\nuser_usec 1000\nsystem_usec 2000\nnr_throttled 1\nthrottled_usec 9\n"), ("memory.current", "5000\n"), ("memory.peak", "6000\n"),
            ("memory.stat", "anon 1\ninactive_file 2000\n"), ("memory.events", "low 0\noom 2\noom_kill 1\n"), ("pids.current", "3\n"), ("pids.events", "max 4\n"),
            ("io.stat", "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n7:0 \n"));
        var usage = CgroupReading.Usage(files.AsUnified);
        Assert.That(usage with { Io = null }, Is.EqualTo(new ResourceUsage
        {
            CpuTime = TimeSpan.FromMilliseconds(3), CpuUser = TimeSpan.FromMilliseconds(1), CpuSystem = TimeSpan.FromMilliseconds(2), CpuThrottled = TimeSpan.FromMicroseconds(9),
            MemoryCurrent = 5000, MemoryPeak = 6000, MemoryWorkingSet = 3000, MemoryAnonymous = 1, OutOfMemoryKills = 1, Pids = 3, PidsRefused = 4,
        }));
        Assert.That(usage.Io, Is.EqualTo(new[] { new IoUsage(new(8, 0), 10, 20, 1, 2) }));
    }

    [Test]
    public void Usage_of_v1_is_read()
    {
        using var files = new PlainFiles(("cpuacct.usage", "3000000\n"), ("cpu.stat", "nr_periods 1\nthrottled_time 5000\n"), ("memory.usage_in_bytes", "5000\n"), ("memory.max_usage_in_bytes", "6000\n"),
            ("memory.stat", "inactive_file 1\ntotal_inactive_file 6000\ntotal_swap 12\n"), ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"), ("pids.current", "3\n"),
            ("blkio.throttle.io_service_bytes_recursive", "8:0 Read 10\n8:0 Write 20\nTotal 30\n"), ("blkio.throttle.io_serviced_recursive", "8:0 Read 1\n8:0 Write 2\nTotal 3\n"));
        var usage = CgroupReading.Usage(files.AsLegacy);
        Assert.That(usage with { Io = null }, Is.EqualTo(new ResourceUsage
        {
            CpuTime = TimeSpan.FromMilliseconds(3), CpuThrottled = TimeSpan.FromMicroseconds(5), MemoryCurrent = 5000, MemoryPeak = 6000, MemoryWorkingSet = 0, Swap = 12, OutOfMemoryKills = 1, Pids = 3,
        }));
        Assert.That(usage.Io, Is.EqualTo(new[] { new IoUsage(new(8, 0), 10, 20, 1, 2) }));
    }

    [Test]
    public void Pressure_is_read_as_shares_of_time()
    {
        using var files = new PlainFiles(("memory.pressure", "some avg10=12.50 avg60=1.00 avg300=0.00 total=2000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=1000\n"), ("cpu.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n"));
        var pressure = CgroupReading.Pressure(files.AsUnified);
        Assert.That(pressure.Memory, Is.EqualTo(new PressureStall(new(0.125, 0.01, 0, TimeSpan.FromMilliseconds(2)), new(0, 0, 0, TimeSpan.FromMilliseconds(1)))));
        Assert.That(pressure.Cpu!.Full, Is.EqualTo(PressureShare.Zero));
        Assert.That(pressure.Io, Is.Null);
    }
}
