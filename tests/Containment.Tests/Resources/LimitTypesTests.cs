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

    private static void Refused(Func<object?> make, string field) =>
        Assert.That(make, Throws.TypeOf<InvalidSpecException>().With.Property(nameof(InvalidSpecException.Field)).EqualTo(field));

    private static void Refused<T>(Func<T> make, string field) where T : struct => Refused(() => (object?)make(), field);

    [JsonSerializable(typeof(ResourceLimits))]
    private sealed partial class LimitsJson : JsonSerializerContext;
}
