using System.Text;
using System.Text.Json;
using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>Rows of top as one line of JSON.</summary>
internal static class TopJson
{
    public static string Of(DateTimeOffset at, IReadOnlyList<TopRow> rows)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("at", at);
            writer.WriteStartArray("containers");
            foreach (var row in rows) Write(writer, row);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, TopRow row)
    {
        var sample = row.Sample;
        writer.WriteStartObject();
        writer.WriteString("id", sample.Id.Value);
        Number(writer, "cpuCores", Math.Round(sample.Cpu.Cores, 4));
        Number(writer, "cpuSeconds", sample.Cpu.Time.TotalSeconds);
        Number(writer, "throttledSeconds", sample.Cpu.Throttled?.TotalSeconds);
        Number(writer, "memoryBytes", sample.Memory.Current);
        Number(writer, "workingSetBytes", sample.Memory.WorkingSet);
        Number(writer, "anonymousBytes", sample.Memory.Anonymous);
        Number(writer, "fileBytes", sample.Memory.File);
        Number(writer, "memoryPeakBytes", sample.Memory.Peak);
        Number(writer, "swapBytes", sample.Memory.Swap);
        Number(writer, "outOfMemoryKills", sample.Memory.OutOfMemoryKills);
        Number(writer, "readBytesPerSecond", sample.Io.ReadBytes is null ? null : Math.Round(sample.Io.ReadBytesPerSecond, 1));
        Number(writer, "writtenBytesPerSecond", sample.Io.WrittenBytes is null ? null : Math.Round(sample.Io.WrittenBytesPerSecond, 1));
        Number(writer, "pids", sample.Pids.Current);
        Number(writer, "forksRefused", sample.Pids.Refused);
        Stall(writer, "cpuPressure", sample.CpuPressure);
        Stall(writer, "memoryPressure", sample.MemoryPressure);
        Stall(writer, "ioPressure", sample.IoPressure);
        writer.WriteStartObject("limits");
        foreach (var (name, value) in LimitText.Pairs(row.Limits)) writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Stall(Utf8JsonWriter writer, string name, StallSample stall)
    {
        if (!stall.Measured) return;
        writer.WriteStartObject(name);
        Number(writer, "some10", stall.Some.Last10Seconds);
        Number(writer, "some60", stall.Some.Last60Seconds);
        Number(writer, "full10", stall.Full.Last10Seconds);
        Number(writer, "someSeconds", stall.Some.Total.TotalSeconds);
        Number(writer, "fullSeconds", stall.Full.Total.TotalSeconds);
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number) writer.WriteNumber(name, number);
    }
}
