using System.Globalization;
using System.Text;

namespace Containment.Containers.Life;

/// <summary>
/// A short line about the present run, never flushed to disk: the phase in ten letters, when it began (Unix milliseconds),
/// and the boot in which it is true. The phase is changed in place, by one write that no reader can see half of.
/// </summary>
internal sealed record RunFacts(RunPhase Phase, DateTimeOffset StartedAt)
{
    private const int PhaseLength = 10;

    /// <summary>Null where there is no run, or only one before the last boot.</summary>
    public static RunFacts? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var words = File.ReadAllText(path).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return words.Length == 3 && words[2] == Boot.Id && Enum.TryParse<RunPhase>(words[0], out var phase) && long.TryParse(words[1], CultureInfo.InvariantCulture, out var at)
                ? new(phase, DateTimeOffset.FromUnixTimeMilliseconds(at)) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Write(string path) =>
        Put(path, FileMode.OpenOrCreate, string.Create(CultureInfo.InvariantCulture, $"{Word(Phase)}{StartedAt.ToUnixTimeMilliseconds(),15} {Boot.Id}\n"));

    public static void Change(string path, RunPhase phase) => Put(path, FileMode.Open, Word(phase));

    // Over what is there, as every line is of one length: a file that is cut off first is flushed to disk by ext4 when it is closed (ext4(5), auto_da_alloc), which takes a millisecond.
    private static void Put(string path, FileMode mode, string text)
    {
        using var file = File.OpenHandle(path, mode, FileAccess.Write);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(text), 0);
    }

    private static string Word(RunPhase phase) => phase.ToString().PadRight(PhaseLength);
}
