using System.Text.Json;
using Containment.Linux.Descriptors;

namespace Containment.Oci.States;

/// <summary>state.json: read as something that anybody may have damaged, and replaced in one step.</summary>
internal static class StateFile
{
    private const long Largest = 8 << 20;

    /// <summary>Null where there is none.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>.</exception>
    public static ContainerRecord? Read(string id, string path)
    {
        byte[] bytes;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            if (file.Length > Largest) throw Damaged(path, $"it has {file.Length} bytes");
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is EndOfStreamException or NotSupportedException or UnauthorizedAccessException)
        {
            throw Damaged(path, e.Message, e);
        }
        return Parse(id, path, bytes);
    }

    internal static ContainerRecord Parse(string id, string path, ReadOnlySpan<byte> bytes)
    {
        ContainerRecord record;
        try
        {
            record = RecordText.Read(bytes);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidSpecException or InvalidOperationException)
        {
            throw Damaged(path, wrong.Message, wrong);
        }
        if (record.Version != ContainerRecord.Form) throw Damaged(path, $"its form is {record.Version}, and this program knows {ContainerRecord.Form}");
        if (record.Id != id) throw Damaged(path, "it is another container's");
        if (!record.Bundle.StartsWith('/') || !record.Rootfs.StartsWith('/')) throw Damaged(path, "its paths are not absolute");
        if (record.Init is { Pid: <= 1 } init) throw Damaged(path, $"its process can't be {init.Pid}");
        if (record.StartSteps?.Contains(null!) == true || record.ResourceControl?.Contains(null!) == true || record.Annotations?.Values.Contains(null) == true || record.Notes?.Values.Contains(null) == true) throw Damaged(path, "values are missing");
        return record;
    }

    public static void Write(string path, ContainerRecord record) =>
        PrivateFile.Write(path, RecordText.Write(record));

    private static ContainmentException Damaged(string path, string how, Exception? inner = null) =>
        new(FailureReason.Corrupt, path, $"{path} is damaged: {Brief.Text(how)}", "delete --force removes the container", inner);
}
