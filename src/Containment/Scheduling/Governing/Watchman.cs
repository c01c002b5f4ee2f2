using System.Diagnostics;
using Containment.Resources.Writes;

namespace Containment.Scheduling.Governing;

/// <summary>
/// Sees to it that nobody stays squeezed when the governor's process dies: a shell that waits for the end of a pipe, and then writes what is
/// noted in a file, values and paths. When the shell dies too, the next governor does it. Holds the right to govern the host.
/// </summary>
internal sealed class Watchman : IDisposable
{
    // Not a word is read from the pipe: only its end counts.
    private const string Script = "read -r _; [ -f \"$1\" ] && while read -r value path; do echo \"$value\" > \"$path\"; done < \"$1\" 2> /dev/null; rm -f \"$1\"";
    private readonly FileStream _right;
    private readonly string _note;
    private readonly Process? _shell;
    private readonly Dictionary<string, string> _undo = [];

    private Watchman(FileStream right, string note, Process? shell) => (_right, _note, _shell) = (right, note, shell);

    public static Watchman Open(ContainerHostOptions options, bool dry)
    {
        FileStream right;
        try
        {
            right = new(Path.Combine(options.RuntimeDirectory, dry ? "governor-dry.lock" : "governor.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new ContainmentException(FailureReason.WrongState, options.RuntimeDirectory, "another governor is at work on this host");
        }
        var note = Path.Combine(options.RuntimeDirectory, "governor.undo");
        if (dry) return new(right, note, null);
        UndoNote.PutBack(note, file => file.StartsWith("/sys/", StringComparison.Ordinal) ? file : null);
        return new(right, note, Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "containment-watchman", note]) { RedirectStandardInput = true, WorkingDirectory = "/" }));
    }

    /// <summary>Notes how files were, before they are changed; null forgets one.</summary>
    public void Note(IEnumerable<(string Path, string? Value)> files)
    {
        foreach (var (path, value) in files)
        {
            if (value is null) _undo.Remove(path);
            else _undo[path] = value;
        }
        if (_undo.Count == 0)
        {
            File.Delete(_note);
            return;
        }
        UndoNote.Write(_note, _undo.Select(pair => (pair.Key, pair.Value)));
    }

    public void Dispose()
    {
        _shell?.StandardInput.Close();
        _shell?.WaitForExit(1000);
        _shell?.Dispose();
        _right.Dispose();
    }
}
