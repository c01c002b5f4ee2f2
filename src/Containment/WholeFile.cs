namespace Containment;

/// <summary>Files that are there whole or not at all, whenever their writer is killed. Not flushed: for what ends with the machine's run (else <see cref="DurableFile"/>).</summary>
internal static class WholeFile
{
    /// <summary>Writes beside, and renames over. Only one at a time for one path.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(path + "~", content);
        File.Move(path + "~", path, overwrite: true);
    }
}
