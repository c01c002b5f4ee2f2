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

    /// <summary>Puts all back that can be, and removes the note, where there is one. A file that is gone by now, or is not ours to write, does no harm as it is.</summary>
    /// <param name="path">The note.</param>
    /// <param name="place">Where a file of the note is; null: it is left alone.</param>
    public static void PutBack(string path, Func<string, string?> place)
    {
        if (!File.Exists(path)) return;
        foreach (var (file, value) in Read(path))
        {
            if (place(file) is not { } known) continue;
            try
            {
                File.WriteAllText(known, value);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // The others are put back all the same.
            }
        }
        File.Delete(path);
    }

    public static IEnumerable<(string File, string Value)> Read(string path) =>
        File.ReadAllLines(path).Select(line => line.Split(' ', 2)).Where(words => words.Length == 2).Select(words => (words[1], words[0]));
}
