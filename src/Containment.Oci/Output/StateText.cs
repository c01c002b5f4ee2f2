using System.Text.Json;
using Containment.Oci.States;

namespace Containment.Oci.Output;

/// <summary>A container's state as runtime.md wants it, with what runc adds.</summary>
internal static class StateText
{
    public static byte[] Write(ContainerView container) => Write(writer => Write(writer, container, listed: false), indented: true);

    public static byte[] Write(IReadOnlyList<ContainerView> containers) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var container in containers) Write(writer, container, listed: true);
        writer.WriteEndArray();
    }, indented: false);

    private static void Write(Utf8JsonWriter writer, ContainerView container, bool listed)
    {
        var record = container.Record;
        writer.WriteStartObject();
        writer.WriteString("ociVersion", record.OciVersion);
        writer.WriteString("id", record.Id);
        writer.WriteNumber("pid", container.Pid);
        writer.WriteString("status", container.Status);
        writer.WriteString("bundle", record.Bundle);
        writer.WriteString("rootfs", record.Rootfs);
        writer.WriteString("created", record.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ"));
        WriteAnnotations(writer, record);
        writer.WriteString("owner", listed ? OwnerName.Of(record.Owner) : "");
        writer.WriteEndObject();
    }

    private static void WriteAnnotations(Utf8JsonWriter writer, ContainerRecord record)
    {
        if (record.Annotations is not { Count: > 0 } annotations) return;
        writer.WriteStartObject("annotations");
        foreach (var (key, value) in annotations) writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> content, bool indented)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Indented = indented, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) content(writer);
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }
}
