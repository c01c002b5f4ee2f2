using Containment.Linux.Descriptors;

namespace Containment.Backups.Taking;

/// <summary>What a copy is a copy of. Only of the same can the next one bring what changed alone.</summary>
/// <param name="Text">The start of the machine, and each directory with its device and inode.</param>
internal readonly record struct CopyOrigin(string Text)
{
    /// <param name="own">The container's own layers, top first.</param>
    /// <param name="below">What lies below them: it decides what of them shows.</param>
    /// <exception cref="KernelException">One of them can't be read.</exception>
    public static CopyOrigin Of(IReadOnlyList<string> own, IReadOnlyList<string> below)
    {
        // After a crash a file may be older than what was copied of it, with the same times.
        List<string> lines = [Boot.Id];
        foreach (var path in own.Concat(below))
        {
            using var directory = At.OpenDirectory(path);
            var status = FileStatus.Of(directory);
            lines.Add($"{status.Device.Major}:{status.Device.Minor} {status.Inode} {path}");
        }
        return new(string.Join('\n', lines));
    }
}
