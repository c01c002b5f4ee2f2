using System.Text;
using Containment.Containers.Guests;
using Containment.Containers.Guests.Texts;
using Containment.Resources;

namespace Containment.Tests.Guests;

internal sealed class GuestTextTests
{
    private static readonly ResourceLimits Small = new() { MemoryMax = MemoryLimit.MiB(256), Swap = SwapLimit.Of(64L << 20) };

    [TestCase("MemTotal", 256)]
    [TestCase("MemFree", 156)]
    [TestCase("MemAvailable", 156 + 30 + 12 + 4)]
    [TestCase("Buffers", 0)]
    [TestCase("Cached", 50)]
    [TestCase("Inactive", 78)]
    [TestCase("Active(file)", 12)]
    [TestCase("SwapTotal", 64)]
    [TestCase("SwapFree", 48)]
    [TestCase("Shmem", 8)]
    [TestCase("Slab", 5)]
    public void Memory_is_that_of_the_container(string name, long mebibytes) =>
        Assert.That(MemoryText.Value(MemoryText.Write(Recorded.Meminfo, Recorded.Facts(Small)), name), Is.EqualTo(mebibytes << 20));

    [Test]
    public void Memory_keeps_the_kernels_lines_and_columns()
    {
        var (machine, own) = (Lines(Recorded.Meminfo), Lines(MemoryText.Write(Recorded.Meminfo, Recorded.Facts(Small))));
        Assert.That(own.Select(line => line[..line.IndexOf(':')]), Is.EqualTo(machine.Select(line => line[..line.IndexOf(':')])));
        Assert.That(own.Select(line => line.Length), Is.EqualTo(machine.Select(line => line.Length)));
        Assert.That(own, Does.Contain("CommitLimit:    12342040 kB").And.Contain("HugePages_Total:       0"));
    }

    [Test]
    public void Without_a_limit_or_with_one_above_the_machine_memory_is_the_machines([Values("none", "64G")] string limit) =>
        Assert.That(MemoryText.Write(Recorded.Meminfo, Recorded.Facts(new() { MemoryMax = MemoryLimit.Parse(limit) })), Is.EqualTo(Recorded.Meminfo));

    [Test]
    public void There_is_never_more_free_than_the_machine_has()
    {
        var text = MemoryText.Write(Recorded.Meminfo, Recorded.Facts(new() { MemoryMax = MemoryLimit.GiB(15) }));
        Assert.That(MemoryText.Value(text, "MemAvailable"), Is.EqualTo(12000000L << 10));
        Assert.That(MemoryText.Value(text, "MemTotal"), Is.EqualTo(15L << 30));
    }

    [Test]
    public void What_is_used_beyond_the_limit_is_nothing_free()
    {
        var text = MemoryText.Write(Recorded.Meminfo, Recorded.Facts(new() { MemoryMax = MemoryLimit.MiB(90) }));
        Assert.That(MemoryText.Value(text, "MemFree"), Is.Zero);
        Assert.That(MemoryText.Value(text, "MemAvailable"), Is.EqualTo(46L << 20));
    }

    [TestCase(null, null, "0-3")]
    [TestCase("0.5", null, "0")]
    [TestCase("1", null, "0")]
    [TestCase("1.01", null, "0-1")]
    [TestCase("64", null, "0-3")]
    [TestCase(null, "2-3", "2-3")]
    [TestCase("1", "2-3", "2")]
    [TestCase(null, "3,9", "3")]
    [TestCase(null, "8-9", "0-3")]
    public void It_sees_as_many_processors_as_it_may_use_at_once(string? cpus, string? set, string expected)
    {
        var limits = new ResourceLimits { Cpu = cpus is null ? null : CpuLimit.Parse(cpus), CpuSet = set is null ? null : CpuSet.Parse(set) };
        Assert.That(new CpuSet(Recorded.Facts(limits).Processors).ToString(), Is.EqualTo(expected));
    }

    [Test]
    public void Processors_keep_their_numbers_and_paragraphs() =>
        Assert.That(ProcessorText.Write(Recorded.X64Processors, Recorded.Facts(new() { CpuSet = CpuSet.Parse("1,3") })), Is.EqualTo("processor\t: 1\nmodel name\t: B\n\nprocessor\t: 3\nmodel name\t: D\n\n"));

    [Test]
    public void What_is_no_processor_stays() =>
        Assert.That(ProcessorText.Write(Recorded.Arm64Processors, Recorded.Facts(new() { Cpu = CpuLimit.Of(1) })), Is.EqualTo("processor\t: 0\nBogoMIPS\t: 50.00\n\nHardware\t: A board\nSerial\t\t: 0\n\n"));

    [Test]
    public void Time_on_processors_is_its_own_and_adds_up()
    {
        var lines = Lines(ProcessorTimeText.Write(Recorded.Stat, Recorded.Facts(new() { Cpu = CpuLimit.Of(2) })));
        Assert.That(lines[..3], Is.EqualTo((string[])["cpu  2100 0 900 17000 0 0 0 0 0 0", "cpu0 1050 0 450 8500 0 0 0 0 0 0", "cpu1 1050 0 450 8500 0 0 0 0 0 0"]));
        Assert.That(lines, Does.Contain("btime 1795768329").And.Contain("processes 7").And.Not.Contain("ctxt 7067243"));
    }

    [Test]
    public void A_machine_without_swap_has_none() =>
        Assert.That(Lines(SwapText.Write(Recorded.Meminfo.Replace("SwapTotal:       2097152", "SwapTotal:             0", StringComparison.Ordinal), Recorded.Facts(Small))), Has.Length.EqualTo(1));

    [Test]
    public void Its_swap_is_one_area_of_its_limit() =>
        Assert.That(SwapText.Write(Recorded.Meminfo, Recorded.Facts(Small)), Does.EndWith("virtual\t\t65536\t\t16384\t\t0\n"));

    [Test]
    public void An_uptime_is_read_as_it_is_written()
    {
        Assert.That(UptimeText.Write(Recorded.Facts()), Is.EqualTo("100.00 370.00\n"));
        Assert.That(UptimeText.Read("100.25 370.00\n"), Is.EqualTo(TimeSpan.FromSeconds(100.25)));
    }

    [Test]
    public void A_file_that_programs_keep_open_stays_as_long_as_it_was()
    {
        var (quiet, busy) = (Recorded.Facts(Small), Recorded.Facts(Small) with { Uptime = TimeSpan.FromDays(400), Load = new(123.4, 12, 1.5, default, default) });
        foreach (var file in GuestFile.All.Where(file => file.Name is not ("cpuinfo" or "online")))
        {
            var machine = file.Source == "/proc/stat" ? Recorded.Stat : Recorded.Meminfo;
            var (before, after) = (file.Content(machine, quiet), file.Content(machine, busy));
            Assert.That(after, Has.Length.EqualTo(before.Length), file.Name);
            Assert.That(Encoding.ASCII.GetString(before), Does.EndWith("\n").And.Not.Contain("\0"), file.Name);
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
