using System.Text.Json;
using System.Text.Json.Serialization;
using Containment.Resources;

namespace Containment.Tests.Resources;

internal sealed partial class LimitTypesTests
{
    [Test]
    public void Zero_and_less_are_refused_and_the_field_is_named()
    {
        Refused(() => MemoryLimit.Of(0), "memory");
        Refused(() => MemoryLimit.MiB(-1), "memory");
        Refused(() => SwapLimit.Of(-1), "swap");
        Refused(() => CpuLimit.Of(0), "cpu");
        Refused(() => CpuLimit.Of(-1), "cpu");
        Refused(() => CpuLimit.Of(double.NaN), "cpu");
        Refused(() => new CpuWeight(0), "cpuWeight");
        Refused(() => new CpuWeight(10_001), "cpuWeight");
        Refused(() => new IoWeight(0), "ioWeight");
        Refused(() => PidsLimit.Of(0), "pids");
        Refused(() => PidsLimit.Of(5_000_000), "pids");
        Refused(() => IoRate.Of(0), "io.rate");
        Refused(() => new CpuSet(), "cpuSet");
        Refused(() => new CpuSet(-1), "cpuSet");
    }

    [TestCase("512", 512L), TestCase("1K", 1024L), TestCase("64MiB", 64L << 20), TestCase("2G", 2L << 30), TestCase("1T", 1L << 40), TestCase("10B", 10L)]
    public void Memory_is_read_as_people_write_it(string text, long bytes) => Assert.That(MemoryLimit.Parse(text).Bytes, Is.EqualTo(bytes));

    [TestCase(""), TestCase("5X"), TestCase("M"), TestCase("1.5G"), TestCase("-5"), TestCase("0"), TestCase("Mi5"), TestCase("None")]
    public void Other_words_for_memory_are_refused(string text)
    {
        Refused(() => MemoryLimit.Parse(text), "memory");
        Assert.That(MemoryLimit.TryParse(text, null, out _), Is.False);
    }

    [Test]
    public void More_memory_than_there_are_numbers_for_is_as_much_as_fits() => Assert.That(MemoryLimit.GiB(long.MaxValue).Bytes, Is.EqualTo(long.MaxValue));

    [TestCase("0-3,8", "0-3,8"), TestCase("3,2,1", "1-3"), TestCase("5", "5"), TestCase("0,2", "0,2"), TestCase("0-1,1-4\n", "0-4")]
    public void A_cpu_set_is_written_in_the_shortest_form(string text, string shortest) => Assert.That(CpuSet.Parse(text).ToString(), Is.EqualTo(shortest));

    [TestCase("a"), TestCase("3-1"), TestCase("1-"), TestCase(","), TestCase("99999")]
    public void What_is_no_cpu_list_is_refused(string text) => Refused(() => CpuSet.Parse(text), "cpuSet");

    [Test]
    public void None_is_what_nothing_was_said_of()
    {
        Assert.That(default(MemoryLimit), Is.EqualTo(MemoryLimit.None));
        Assert.That(default(CpuWeight).Value, Is.EqualTo(100));
        Assert.That(default(IoWeight).Value, Is.EqualTo(100));
        Assert.That(SwapLimit.Of(0), Is.Not.EqualTo(SwapLimit.None));
    }

    [Test]
    public void Limits_survive_json_and_are_checked_when_read()
    {
        var limits = new ResourceLimits
        {
            Cpu = CpuLimit.Of(1.5), CpuWeight = new(200), CpuSet = new(0, 1), MemoryMax = MemoryLimit.MiB(64), MemoryHigh = MemoryLimit.None, Swap = SwapLimit.Of(0),
            Pids = PidsLimit.Of(10), IoWeight = new(50), Io = [new(new(8, 0)) { ReadBytes = IoRate.Of(1000), WriteOperations = IoRate.None }],
        };
        var json = JsonSerializer.Serialize(limits, LimitsJson.Default.ResourceLimits);
        var again = JsonSerializer.Deserialize(json, LimitsJson.Default.ResourceLimits)!;
        Assert.That(again with { Io = limits.Io }, Is.EqualTo(limits));
        Assert.That(again.Io, Is.EqualTo(limits.Io));
        Refused(() => JsonSerializer.Deserialize("""{"MemoryMax":"-1"}""", LimitsJson.Default.ResourceLimits), "memory");
    }

    [TestCase("100ms", 100_000), TestCase("1s", 1_000_000), TestCase("1500us", 1500)]
    public void Times_are_read_and_written_as_people_do(string text, long microseconds)
    {
        Assert.That((CpuPeriod.Parse(text).Length, CpuPeriod.Parse(text).ToString()), Is.EqualTo((TimeSpan.FromMicroseconds(microseconds), text)));
        Assert.That((CpuBurst.Parse(text).Length, IoLatency.Parse(text).Length), Is.EqualTo(((TimeSpan?)TimeSpan.FromMicroseconds(microseconds), (TimeSpan?)TimeSpan.FromMicroseconds(microseconds))));
    }

    [TestCase(""), TestCase("5"), TestCase("ms"), TestCase("-1ms"), TestCase("1.5s"), TestCase("1m"), TestCase("5mus"), TestCase("99999999999999999999s"), TestCase("9223372036854775807s")]
    public void Other_words_for_times_are_refused(string text)
    {
        Refused(() => CpuPeriod.Parse(text), "cpuPeriod");
        Refused(() => CpuBurst.Parse(text), "cpuBurst");
        Refused(() => IoLatency.Parse(text), "io.latency");
    }

    [Test]
    public void Values_out_of_range_are_refused_by_the_types_of_the_other_controllers()
    {
        Refused(() => CpuPeriod.Parse("999us"), "cpuPeriod");
        Refused(() => CpuPeriod.Of(TimeSpan.FromSeconds(2)), "cpuPeriod");
        Refused(() => CpuBurst.Of(TimeSpan.Zero), "cpuBurst");
        Refused(() => IoLatency.Parse("0us"), "io.latency");
        Refused(() => CountLimit.Of(-1), "count");
        Refused(() => CountLimit.Parse("-1"), "count");
        Refused(() => new RdmaLimit("two words"), "rdma.device");
        Refused(() => new MiscLimit("a=b", CountLimit.None), "misc.resource");
        Refused(() => new NetworkPriority("", 1), "networkPriorities.interface");
    }

    [TestCase("2MB", 2L << 20), TestCase("1GB", 1L << 30), TestCase("64KB", 64L << 10)]
    public void Sizes_of_huge_pages_are_those_of_the_kernels_files(string text, long bytes) => Assert.That((HugePageSize.Parse(text).Bytes, HugePageSize.Of(bytes).ToString()), Is.EqualTo((bytes, text)));

    [TestCase(""), TestCase("2M"), TestCase("2MiB"), TestCase("MB"), TestCase("0MB"), TestCase("-2MB"), TestCase("9999999999GB"), TestCase("x/../2MB")]
    public void What_is_no_size_of_huge_pages_is_refused(string text) => Refused(() => HugePageSize.Parse(text), "hugePages.size");

    [TestCase("10:1", 0x100001u), TestCase("ffff:ffff", uint.MaxValue), TestCase("none", 0u)]
    public void Marks_of_traffic_are_written_as_tc_does(string text, uint number) => Assert.That((NetworkClass.Parse(text).Number, NetworkClass.OfNumber(number).ToString()), Is.EqualTo((number, text)));

    [TestCase(""), TestCase("10"), TestCase("10:"), TestCase("x:1"), TestCase("10000:1"), TestCase("1:2:3")]
    public void What_is_no_mark_is_refused(string text) => Refused(() => NetworkClass.Parse(text), "networkClass");

    [TestCase("allow c 10:229 rwm"), TestCase("deny b 8:* w"), TestCase("allow a *:* rwm")]
    public void Permissions_for_devices_are_written_as_they_are_read(string text) => Assert.That(DevicePermission.Parse(text).ToString(), Is.EqualTo(text));

    [TestCase(""), TestCase("c 10:229 rwm"), TestCase("allow d 1:1 r"), TestCase("allow c 1 r"), TestCase("allow c 1:1"), TestCase("allow c 1:1 x"), TestCase("allow c -1:1 r"), TestCase("allow c 1:1 r ")]
    public void What_is_no_permission_is_refused(string text) => Refused(() => DevicePermission.Parse(text), "devices");

    [Test]
    public void All_is_a_set_without_restriction()
    {
        Assert.That(CpuSet.Parse("all"), Is.EqualTo(CpuSet.All).And.Not.EqualTo(new CpuSet(0)));
        Assert.That((CpuSet.All.ToString(), CpuSet.All.Numbers.Count), Is.EqualTo(("all", 0)));
    }

    private static void Refused(Func<object?> make, string field) =>
        Assert.That(make, Throws.TypeOf<InvalidSpecException>().With.Property(nameof(InvalidSpecException.Field)).EqualTo(field));

    private static void Refused<T>(Func<T> make, string field) where T : struct => Refused(() => (object?)make(), field);

    [JsonSerializable(typeof(ResourceLimits))]
    private sealed partial class LimitsJson : JsonSerializerContext;
}
