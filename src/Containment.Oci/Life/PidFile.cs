namespace Containment.Oci.Life;

/// <summary>The file that tells a caller the first process: there with its content, or not there.</summary>
internal static class PidFile
{
    public static void Write(string path, int pid)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Environment.ProcessId}");
        File.WriteAllText(temporary, $"{pid}");
        File.Move(temporary, path, overwrite: true);
    }
}
