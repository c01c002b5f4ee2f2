using Containment.Linux.Descriptors;

namespace Containment.Migration.Journals;

/// <summary>Files that are whole or not there, whenever the machine stops. Directories are made with mode 0700, files with 0600.</summary>
internal static class DurableFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int Directory = 0x10000, CloseOnExec = 0x80000;

    /// <summary>Writes a file, in place of what was there.</summary>
    public static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var temporary = await WriteTemporaryAsync(path, content, cancellation).ConfigureAwait(false);
        File.Move(temporary, path, overwrite: true);
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a file unless it is there already.</summary>
    public static async Task CreateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var temporary = await WriteTemporaryAsync(path, content, cancellation).ConfigureAwait(false);
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Waits until names made, changed or removed in a directory are on disk (fsync(2)).</summary>
    public static void FlushDirectory(string directory)
    {
        using var descriptor = new Descriptor((int)KernelRefusal.Check(LibC.open(directory, Directory | CloseOnExec, 0), "open", directory));
        KernelRefusal.Check(LibC.fsync(descriptor.Number), "fsync", directory);
    }

    private static async Task<string> WriteTemporaryAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!, Private | UnixFileMode.UserExecute);
        var temporary = $"{path}.{Guid.NewGuid():N}~";
        await using var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private });
        await file.WriteAsync(content, cancellation).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        return temporary;
    }
}
