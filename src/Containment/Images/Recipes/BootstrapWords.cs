namespace Containment.Images.Recipes;

/// <summary>What mmdebstrap, apt and dpkg say: steps for a reader, and the cause of a failure.</summary>
internal sealed class BootstrapWords
{
    private const int Kept = 400;
    private static readonly string[] OfNoInterest = [" as requested", "architecture", "signed-by", "tempdir", "done", "success", "keyring", "automatically chosen"];
    private readonly Queue<string> _last = new();

    /// <summary>Takes a line; the step that it announces, or null.</summary>
    public string? Take(string line)
    {
        // A progress bar writes over itself.
        var text = line.Split('\r')[^1].TrimEnd();
        if (text.Length == 0) return null;
        _last.Enqueue(text);
        if (_last.Count > Kept) _last.Dequeue();
        return text.StartsWith("I: ", StringComparison.Ordinal) ? Step(text[3..].TrimEnd('.')) : null;
    }

    private static string? Step(string text)
    {
        if (text.StartsWith("running --setup-hook", StringComparison.Ordinal)) return "giving it the packages that are kept";
        if (text.StartsWith("running --essential-hook", StringComparison.Ordinal)) return "putting early files there";
        if (text.StartsWith("running --customize-hook", StringComparison.Ordinal)) return "applying the recipe";
        return OfNoInterest.Any(word => text.Contains(word, StringComparison.Ordinal)) ? null : text;
    }

    /// <summary>Why it failed.</summary>
    /// <param name="subject">The image.</param>
    /// <param name="disk">Where it worked.</param>
    /// <param name="code">Its exit code.</param>
    public ContainmentException Failure(string subject, string disk, int code)
    {
        var full = _last.FirstOrDefault(line => line.Contains("No space left on device", StringComparison.Ordinal) || line.Contains("Disk quota exceeded", StringComparison.Ordinal)
            || line.Contains("enough free space", StringComparison.Ordinal));
        return full is not null
            ? new(FailureReason.Exhausted, disk, $"{subject} could not be built, as the disk of {disk} is full ({full})")
            : new(FailureReason.ToolFailed, subject, $"{subject} could not be built: {Brief.Text(Cause(code))}");
    }

    // apt and dpkg say why with E: and "error"; mmdebstrap's own E: lines come last and say only which of the two failed.
    private string Cause(int code)
    {
        var told = _last.Where(Tells).Distinct().ToList();
        return told.Count > 0 ? string.Join("; ", told.TakeLast(4)) : _last.Count > 0 ? $"mmdebstrap ended with exit code {code} and the words: {string.Join("; ", _last.TakeLast(3))}" : $"mmdebstrap ended with exit code {code}";
    }

    private static bool Tells(string line) =>
        (line.StartsWith("E: ", StringComparison.Ordinal) || line.StartsWith("dpkg: error", StringComparison.Ordinal) || line.Contains(": error:", StringComparison.Ordinal)
            || line.StartsWith("useradd: ", StringComparison.Ordinal) || line.StartsWith("chown: ", StringComparison.Ordinal) || line.StartsWith("cp: ", StringComparison.Ordinal)
            || line.StartsWith("mkdir: ", StringComparison.Ordinal) || line.StartsWith("ln: ", StringComparison.Ordinal) || line.StartsWith("Failed to ", StringComparison.Ordinal))
        && !line.Contains("command failed: ", StringComparison.Ordinal) && !line.StartsWith("E: setup failed", StringComparison.Ordinal) && !line.StartsWith("E: mmdebstrap failed", StringComparison.Ordinal);
}
