using Containment.Linux.Cgroups;
using Containment.Resources;
using Containment.Resources.Sampling;

namespace Containment.Tests.Resources;

internal sealed class SampledFilesTests
{
    private const string Pressure = "some avg10=12.50 avg60=1.05 avg300=0.00 total=2000\nfull avg10=0.00 avg60=100.00 avg300=0.00 total=1000\n";

    [Test]
    public void All_of_v2_is_read()
    {
        using var files = new PlainFiles(("cpu.stat", "usage_usec 3000\nuser_usec 1000\nsystem_usec 2000\nnr_throttled 1\nthrottled_usec 9\n"), ("memory.current", "5000\n"), ("memory.peak", "6000\n"),
            ("memory.stat", "anon 1\nfile 40\ninactive_file 2000\n"), ("memory.events", "low 0\noom 2\noom_kill 1\n"), ("memory.swap.current", "12\n"), ("pids.current", "3\n"), ("pids.events", "max 4\n"),
            ("io.stat", "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n7:0 \n8:16 rbytes=100 wbytes=200 rios=10 wios=20 dbytes=7 dios=7\n"), ("memory.pressure", Pressure));
        var sample = Read(files.AsUnified);
        Assert.That((sample.Cpu.Time, sample.Cpu.User, sample.Cpu.System, sample.Cpu.Throttled), Is.EqualTo((Us(3000), (TimeSpan?)Us(1000), (TimeSpan?)Us(2000), (TimeSpan?)Us(9))));
        Assert.That((sample.Memory.Current, sample.Memory.Peak, sample.Memory.Anonymous, sample.Memory.File, sample.Memory.WorkingSet), Is.EqualTo((5000L, (long?)6000, (long?)1, (long?)40, 3000L)));
        Assert.That((sample.Memory.OutOfMemoryKills, sample.Memory.Swap, sample.Pids.Current, sample.Pids.Refused), Is.EqualTo(((long?)1, (long?)12, (int?)3, (long?)4)));
        Assert.That((sample.Io.ReadBytes, sample.Io.WrittenBytes, sample.Io.Reads, sample.Io.Writes), Is.EqualTo(((long?)110, (long?)220, (long?)11, (long?)22)));
        Assert.That(sample.MemoryPressure.Some, Is.EqualTo(new StallReading { Last10Seconds = 0.125, Last60Seconds = 0.0105, Total = TimeSpan.FromMilliseconds(2) }));
        Assert.That(sample.MemoryPressure.Full, Is.EqualTo(new StallReading { Last60Seconds = 1, Total = TimeSpan.FromMilliseconds(1) }));
        Assert.That((sample.MemoryPressure.Measured, sample.CpuPressure.Measured), Is.EqualTo((true, false)));
    }

    [Test]
    public void All_of_v1_is_read()
    {
        using var files = new PlainFiles(("cpuacct.usage", "3000000\n"), ("cpuacct.usage_user", "1000000\n"), ("cpuacct.usage_sys", "2000000\n"), ("cpu.stat", "nr_periods 1\nthrottled_time 5000\n"),
            ("memory.usage_in_bytes", "5000\n"), ("memory.max_usage_in_bytes", "6000\n"),
            ("memory.stat", "inactive_file 1\ntotal_cache 7\ntotal_rss 8\ntotal_inactive_file 6000\ntotal_swap 12\n"), ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"), ("pids.current", "3\n"),
            ("blkio.throttle.io_service_bytes_recursive", "8:0 Read 10\n8:0 Write 20\n8:16 Read 1\nTotal 31\n"), ("blkio.throttle.io_serviced_recursive", "8:0 Read 1\n8:0 Write 2\nTotal 3\n"));
        var sample = Read(files.AsLegacy);
        Assert.That((sample.Cpu.Time, sample.Cpu.User, sample.Cpu.System, sample.Cpu.Throttled), Is.EqualTo((Us(3000), (TimeSpan?)Us(1000), (TimeSpan?)Us(2000), (TimeSpan?)Us(5))));
        Assert.That((sample.Memory.Current, sample.Memory.Peak, sample.Memory.Anonymous, sample.Memory.File, sample.Memory.WorkingSet), Is.EqualTo((5000L, (long?)6000, (long?)8, (long?)7, 0L)));
        Assert.That((sample.Memory.OutOfMemoryKills, sample.Memory.Swap, sample.Pids.Current, sample.Pids.Refused), Is.EqualTo(((long?)1, (long?)12, (int?)3, (long?)null)));
        Assert.That((sample.Io.ReadBytes, sample.Io.WrittenBytes, sample.Io.Reads, sample.Io.Writes), Is.EqualTo(((long?)11, (long?)20, (long?)1, (long?)2)));
        Assert.That(sample.MemoryPressure.Measured, Is.False);
    }

    [Test]
    public void A_hybrid_machine_tells_pressure_in_v2_and_the_rest_in_v1()
    {
        var set = new CgroupSet(new("/u"), [], new Dictionary<string, CgroupDirectory> { ["cpu"] = new("/cpu"), ["cpuacct"] = new("/acct"), ["memory"] = new("/mem"), ["pids"] = new("/pids") });
        var places = SampledFiles.Of(set).Select(place => $"{place.Directory.Path}/{System.Text.Encoding.ASCII.GetString(place.File.Name)}").ToArray();
        Assert.That(places, Is.EqualTo(new[]
        {
            "/acct/cpuacct.usage", "/mem/memory.usage_in_bytes", "/u/cpu.pressure", "/u/memory.pressure", "/u/io.pressure", "/mem/memory.stat", "/pids/pids.current",
            "/mem/memory.oom_control", "/mem/memory.max_usage_in_bytes", "/pids/pids.events", "/cpu/cpu.stat",
            "/acct/cpuacct.usage_user", "/acct/cpuacct.usage_sys",
        }));
    }

    [Test]
    public void A_key_is_found_whole_and_in_the_first_line_too() => Assert.Multiple(() =>
    {
        Assert.That(StatText.Value("file 1\nanon 2\n"u8, "\nfile "u8), Is.EqualTo(1));
        Assert.That(StatText.Value("inactive_file 1\nfile 2\n"u8, "\nfile "u8), Is.EqualTo(2));
        Assert.That(StatText.Value("inactive_file 1\n"u8, "\nfile "u8), Is.Null);
        Assert.That(StatText.Number("max\n"u8), Is.Null);
        Assert.That(StatText.Number("-1\n"u8), Is.Null);
        Assert.That(StatText.Number("99999999999999999999\n"u8), Is.Null);
        Assert.That(StatText.Number(""u8), Is.Null);
    });

    [Test]
    public void A_counter_that_began_anew_has_no_rate() => Assert.Multiple(() =>
    {
        Assert.That(StatText.Rate(100, 300, TimeSpan.FromSeconds(2)), Is.EqualTo(100));
        Assert.That(StatText.Rate(300, 100, TimeSpan.FromSeconds(2)), Is.Zero);
        Assert.That(StatText.Rate(null, 100, TimeSpan.FromSeconds(2)), Is.Zero);
        Assert.That(StatText.Rate(100, 300, TimeSpan.Zero), Is.Zero);
    });

    [Test]
    public void A_damaged_pressure_file_is_no_pressure()
    {
        var stall = new StallSample();
        foreach (var text in (string[])["", "some", "some avg10=", "some avg10=1", "some avg10=x avg60=y\nfull \n", "full"])
            Assert.That(() => StallText.Read(System.Text.Encoding.ASCII.GetBytes(text), ref stall, TimeSpan.Zero), Throws.Nothing, text);
        Assert.That(stall.Some.Total, Is.EqualTo(TimeSpan.Zero));
    }

    private static TimeSpan Us(long microseconds) => TimeSpan.FromMicroseconds(microseconds);

    private static ContainerSample Read(CgroupSet set)
    {
        using var container = new SampledContainer("a", set, new(100), new(new(), 0.5));
        var buffer = new byte[16];
        Assert.That(container.Read(TimeSpan.Zero, TimeSpan.Zero, ref buffer));
        return container.Sample;
    }
}
