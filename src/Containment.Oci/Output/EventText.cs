using System.Text.Json;
using Containment.Resources;

namespace Containment.Oci.Output;

/// <summary>Events in runc's form, a line each: <c>{"type":"stats","id":"web","data":{…}}</c>.</summary>
internal static class EventText
{
    public static byte[] Stats(string id, CgroupStats stats) => Write("stats", id, writer =>
    {
        writer.WritePropertyName("data");
        JsonSerializer.Serialize(writer, stats, CgroupStatsJson.Default.CgroupStats);
    });

    public static byte[] OutOfMemory(string id) => Write("oom", id, _ => { });

    private static byte[] Write(string type, string id, Action<Utf8JsonWriter> data)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WriteString("id", id);
            data(writer);
            writer.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }
}
