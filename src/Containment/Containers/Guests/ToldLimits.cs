using System.Text.Json;
using Containment.Resources;

namespace Containment.Containers.Guests;

/// <summary>What a container is told of its limits: a JSON object whose values are null where there is no limit. Names are added, never changed.</summary>
internal static class ToldLimits
{
    public const string Name = "limits.json";

    /// <summary>Pure.</summary>
    public static byte[] Text(ResourceLimits limits)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            Write(json, "memoryMax", limits.MemoryMax?.Bytes);
            Write(json, "memoryHigh", limits.MemoryHigh?.Bytes);
            Write(json, "swap", limits.Swap?.Bytes);
            if (limits.Cpu?.Cores is { } cores) json.WriteNumber("cpus", cores);
            else json.WriteNull("cpus");
            json.WriteString("cpuSet", limits.CpuSet?.ToString());
            Write(json, "pids", limits.Pids?.Count);
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Exchanges the file, so that whoever reads it has the old or the new one whole, and whoever watches the directory (inotify(7)) is woken once.</summary>
    public static void Put(string directory, ResourceLimits limits)
    {
        const UnixFileMode forAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var beside = Path.Combine(directory, $".{Name}.new");
        File.WriteAllBytes(beside, Text(limits));
        File.SetUnixFileMode(beside, forAll);
        File.Move(beside, Path.Combine(directory, Name), overwrite: true);
    }

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
