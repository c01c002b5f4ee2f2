using System.Globalization;
using System.Text.Json;
using Containment.Bundles.Oci;

namespace Containment.Oci.States;

/// <summary>
/// <see cref="ContainerRecord"/> as JSON and back. By hand and not by a serializer, as config.json is read: what that finds out
/// about the type, anew in each process, took six parts in a hundred of a run.
/// </summary>
internal static class RecordText
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static byte[] Write(ContainerRecord record)
    {
        using var text = new MemoryStream(1024);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("version", record.Version);
            json.WriteString("ociVersion", record.OciVersion);
            json.WriteString("id", record.Id);
            json.WriteString("bundle", record.Bundle);
            json.WriteString("rootfs", record.Rootfs);
            json.WriteString("created", record.Created.ToString("O", CultureInfo.InvariantCulture));
            json.WriteNumber("owner", record.Owner);
            if (record.Init is { } init) Write(json, init);
            if (record.Cgroup is not null) json.WriteString("cgroup", record.Cgroup);
            if (record.MountsBefore is { } mounts) json.WriteNumber("mountsBefore", mounts);
            Write(json, "startSteps", record.StartSteps);
            Write(json, "resourceControl", record.ResourceControl);
            Write(json, "annotations", record.Annotations);
            Write(json, "notes", record.Notes);
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="InvalidSpecException">It is of another form; the field is named.</exception>
    /// <exception cref="InvalidOperationException">It holds a text that is no Unicode.</exception>
    public static ContainerRecord Read(ReadOnlySpan<byte> bytes)
    {
        // Not of a pool, whose first use costs more than the reading.
        var root = JsonElement.Parse(bytes, Options);
        var node = new SpecNode(root, () => "");
        return new()
        {
            Version = node.Int32("version") ?? throw Missing("version"),
            OciVersion = Text("ociVersion"),
            Id = Text("id"),
            Bundle = Text("bundle"),
            Rootfs = Text("rootfs"),
            Created = DateTimeOffset.TryParse(Text("created"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var created) ? created : throw Missing("created"),
            Owner = node.UInt32("owner") ?? throw Missing("owner"),
            Init = node.Part("init", init => new ProcessIdentity(
                init.Int32("pid") ?? throw Missing("init.pid"), init.UInt64("startTime") ?? throw Missing("init.startTime"), init.Text("bootId") ?? throw Missing("init.bootId"))),
            Cgroup = node.Text("cgroup"),
            MountsBefore = node.Int32("mountsBefore"),
            StartSteps = node.Texts("startSteps"),
            ResourceControl = node.Texts("resourceControl"),
            Annotations = node.TextsByName("annotations"),
            Notes = node.TextsByName("notes"),
        };

        string Text(string name) => node.Text(name) ?? throw Missing(name);
    }

    private static void Write(Utf8JsonWriter json, ProcessIdentity init)
    {
        json.WriteStartObject("init");
        json.WriteNumber("pid", init.Pid);
        json.WriteNumber("startTime", init.StartTime);
        json.WriteString("bootId", init.BootId);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null) return;
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is null) return;
        json.WriteStartObject(name);
        foreach (var (key, text) in texts) json.WriteString(key, text);
        json.WriteEndObject();
    }

    private static InvalidSpecException Missing(string field) => new(field, null, "a value");
}
