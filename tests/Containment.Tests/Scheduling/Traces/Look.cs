using System.Globalization;
using System.Text.Json;
using Containment.Resources;
using Containment.Scheduling;

namespace Containment.Tests.Scheduling.Traces;

/// <summary>
/// One look of a governor, as a line of a recorded trace. Of each container: name, limit, promised (- for none), memory, cache, waited for memory, waited
/// for a CPU, CPU time, held (1 or 0); bytes and microseconds.
/// </summary>
internal sealed record Look(long At, long Memory, long Needed, long Free, double Cores, IReadOnlyList<string> Containers)
{
    /// <summary>Of what was seen.</summary>
    public static Look Of(DateTimeOffset at, GovernorReadings readings) => new(at.ToUnixTimeMilliseconds(), readings.Machine.MemoryBytes, readings.Machine.NeededBytes, readings.Machine.FreeBytes, readings.Machine.Cores,
        [.. readings.Containers.Select(Line)]);

    /// <summary>Reads a line.</summary>
    public static Look Parse(string line) => JsonSerializer.Deserialize<Look>(line)!;

    /// <summary>Writes a line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>When, and what was seen.</summary>
    public (DateTimeOffset Now, GovernorReadings Readings) ToReadings() =>
        (DateTimeOffset.FromUnixTimeMilliseconds(At), new(new(Memory, Needed, Free, Cores), [.. Containers.Select(Read)]));

    private static string Line(ContainerReading reading) => string.Create(CultureInfo.InvariantCulture,
        $"{reading.Id} {Text(reading.MemoryLimit)} {Text(reading.Service.MemoryGuarantee.Bytes)} {reading.MemoryBytes} {reading.CacheBytes} {(long)reading.MemoryStalled.TotalMicroseconds} {(long)reading.CpuStalled.TotalMicroseconds} {(long)reading.CpuTime.TotalMicroseconds} {(reading.Held ? 1 : 0)}");

    private static ContainerReading Read(string line)
    {
        var words = line.Split(' ');
        long? Number(int at) => words[at] == "-" ? null : long.Parse(words[at], CultureInfo.InvariantCulture);
        TimeSpan Time(int at) => TimeSpan.FromMicroseconds(Number(at)!.Value);
        return new(ContainerId.Parse(words[0], CultureInfo.InvariantCulture))
        {
            MemoryLimit = Number(1), Service = Number(2) is { } bytes ? new() { MemoryGuarantee = MemoryLimit.Of(bytes) } : ServiceClass.Default, MemoryBytes = Number(3)!.Value, CacheBytes = Number(4)!.Value,
            MemoryStalled = Time(5), CpuStalled = Time(6), CpuTime = Time(7), CanBeSlowed = false, Held = words[8] == "1",
        };
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
