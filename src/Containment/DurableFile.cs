using Containment.Linux.Descriptors;

namespace Containment;

/// <summary>Files that are there whole or not at all, also after a power failure. Only their owner may read them.</summary>
internal static class DurableFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes beside, flushes, renames over, flushes the directory. Only one at a time for one path.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var beside = path + ".new";
        using (var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = Private }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(beside, path, overwrite: true);
        Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a file, in place of what was there; any number at a time. Makes its directory.</summary>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        File.Move(await WriteBesideAsync(path, content, cancellation).ConfigureAwait(false), path, overwrite: true);
        Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a file unless it is there already. Makes its directory.</summary>
    public static async Task CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var beside = await WriteBesideAsync(path, content, cancellation).ConfigureAwait(false);
        try
        {
            File.Move(beside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(beside);
        }
        Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the names in a directory durable.</summary>
    public static void Flush(string directory)
    {
        using var opened = new Descriptor(LibC.open(directory, OpenFlags.Directory | OpenFlags.CloseOnExec, 0));
        if (opened.IsInvalid) throw new KernelException("open", directory, Errno.Last);
        if (LibC.fsync(opened.Number) < 0) throw new KernelException("fsync", directory, Errno.Last);
    }

    private static async Task<string> WriteBesideAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, Private | UnixFileMode.UserExecute);
        var beside = $"{path}.{Guid.NewGuid():N}~";
        await using var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private });
        await file.WriteAsync(content, cancellation).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        return beside;
    }
}
