using Containment.Linux.Descriptors;

namespace Containment.Containers.Storing;

/// <summary>Files that are there whole or not at all, also after a power failure.</summary>
internal static class DurableFile
{
    /// <summary>Writes beside, flushes, renames over, flushes the directory. Only one at a time for one path.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
        Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the names in a directory durable.</summary>
    public static void Flush(string directory)
    {
        using var opened = new Descriptor(LibC.open(directory, OpenFlags.Directory | OpenFlags.CloseOnExec, 0));
        if (opened.IsInvalid) throw new KernelException("open", directory, Errno.Last);
        if (LibC.fsync(opened.Number) < 0) throw new KernelException("fsync", directory, Errno.Last);
    }
}
