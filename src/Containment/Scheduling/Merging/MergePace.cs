using System.Globalization;
using Containment.Resources.Writes;

namespace Containment.Scheduling.Merging;

/// <summary>The machine's ksmd (Documentation/admin-guide/mm/ksm.rst), run while a container wants it, and put back as it was afterwards.</summary>
internal sealed class MergePace
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    private readonly string _directory, _note;
    private MergeRate _rate = MergeRate.Begin;
    private DateTimeOffset _next = DateTimeOffset.MinValue;
    private int _told;

    private MergePace(string directory, string note) => (_directory, _note) = (directory, note);

    /// <summary>Null where the kernel can't merge, or this user can't say how. What an earlier process left is put back.</summary>
    public static MergePace? Open(ContainerHostOptions options, string directory = "/sys/kernel/mm/ksm")
    {
        if (!File.Exists(Path.Combine(directory, "run"))) return null;
        var pace = new MergePace(directory, Path.Combine(options.RuntimeDirectory, "governor.ksm"));
        pace.PutBack();
        return pace;
    }

    public void Look(int containers, DateTimeOffset now)
    {
        if (now < _next) return;
        _next = now + Between;
        if (containers == 0)
        {
            PutBack();
            return;
        }
        _rate = _rate.Next(containers, long.Parse(Read("pages_sharing"), CultureInfo.InvariantCulture), now);
        if (_rate.Pages == _told) return;
        try
        {
            if (!File.Exists(_note)) UndoNote.Write(_note, ((string[])["run", "pages_to_scan", "sleep_millisecs"]).Select(name => (name, Read(name))));
            // Where the kernel's own adviser sets the number of pages, it is left to it.
            if (!HasAdviser) Write("pages_to_scan", _rate.Pages);
            if (!HasAdviser) Write("sleep_millisecs", MergeRate.RoundMilliseconds);
            Write("run", 1);
            _told = _rate.Pages;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Not ours to say: an unprivileged host merges at the machine's own pace.
            _told = _rate.Pages;
        }
    }

    public void PutBack()
    {
        (_rate, _told) = (MergeRate.Begin, 0);
        UndoNote.PutBack(_note, name => Path.Combine(_directory, Path.GetFileName(name)));
    }

    private bool HasAdviser => File.Exists(Path.Combine(_directory, "advisor_mode")) && !Read("advisor_mode").Contains("[none]", StringComparison.Ordinal);

    private string Read(string name) => File.ReadAllText(Path.Combine(_directory, name)).Trim();

    private void Write(string name, int value) => File.WriteAllText(Path.Combine(_directory, name), value.ToString(CultureInfo.InvariantCulture));
}
