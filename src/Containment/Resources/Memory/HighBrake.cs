using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources.Memory;

/// <summary>
/// memory.high of cgroup v2 while memory is lowered: it follows the usage down, so that what was taken back is not used
/// again at once. It slows and reclaims, and never kills. Disposed, it is what it was.
/// </summary>
internal sealed class HighBrake : IDisposable
{
    public const string High = "memory.high";
    private readonly CgroupDirectory _directory;
    private readonly LoweringNote _note;
    private readonly string _before;

    public HighBrake(CgroupDirectory directory, string note)
    {
        LoweringNote.Recover(directory, note);
        (_directory, _before) = (directory, directory.Read(High).Trim());
        _note = LoweringNote.Write(directory, note, (High, _before));
    }

    /// <summary>Nothing is raised above what the container itself has for good.</summary>
    public void Set(long bytes) => _directory.Write(High, Math.Min(bytes, CgroupText.Number(_before) ?? long.MaxValue).ToString(Text.Culture));

    public void Dispose()
    {
        _note.Back(High, _before);
        _note.Dispose();
    }
}
