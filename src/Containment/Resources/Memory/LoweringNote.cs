using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources.Memory;

/// <summary>
/// What memory's files said before a lowering began, on disk for as long as it lasts: whoever opens the host after this
/// process was killed in the middle puts them back.
/// </summary>
internal sealed class LoweringNote : IDisposable
{
    private static readonly string[] Known = [LegacyMemory.Limit, OomHold.Control, HighBrake.High];
    private readonly CgroupDirectory _directory;
    private readonly string _path;

    private LoweringNote(CgroupDirectory directory, string path) => (_directory, _path) = (directory, path);

    public static LoweringNote Write(CgroupDirectory directory, string path, params (string File, string Value)[] before)
    {
        UndoNote.Write(path, before);
        return new(directory, path);
    }

    /// <summary>Puts back what a process left that was killed in the middle; there is nothing to do without a note.</summary>
    public static void Recover(CgroupDirectory directory, string path)
    {
        if (!File.Exists(path)) return;
        foreach (var (file, value) in UndoNote.Read(path))
            if (directory.Exists && Known.Contains(file)) Back(directory, file, value);
        File.Delete(path);
    }

    public void Back(string file, string value) => Back(_directory, file, value);

    public void Dispose() => File.Delete(_path);

    private static void Back(CgroupDirectory directory, string file, string value)
    {
        try
        {
            directory.Write(file, value);
        }
        catch (KernelRefusal)
        {
            // The cgroup is gone, or uses more by now than was allowed then: the others are put back all the same.
        }
    }
}
