namespace Containment.Resources.Writes;

/// <summary>
/// What files of the kernel said before they were changed, on disk for as long as the change lasts, so that whoever comes after this process was
/// killed can put them back. A line each: the value, a blank, the file. Values have no blanks.
/// </summary>
internal static class UndoNote
{
    /// <summary>Whole or not at all for whoever reads it; in the order in which to write.</summary>
    public static void Write(string path, IEnumerable<(string File, string Value)> before)
    {
        File.WriteAllLines(path + ".new", before.Select(pair => $"{pair.Value} {pair.File}"));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>None where there is no note.</summary>
    public static IReadOnlyList<(string File, string Value)> Read(string path) =>
        File.Exists(path) ? [.. File.ReadAllLines(path).Select(line => line.Split(' ', 2)).Where(words => words.Length == 2).Select(words => (words[1], words[0]))] : [];
}
