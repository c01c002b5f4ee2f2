using Containment.Linux.Descriptors;

namespace Containment.Oci.States;

/// <summary>A file that only its owner reads, since a process's environment in it may hold secrets; replaced in one step.</summary>
internal static class PrivateFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.new";
        // One that a killed program left would keep its mode.
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            file.Write(content);
        if (File.Exists(path) && TryExchange(path, temporary)) File.Delete(temporary);
        else File.Move(temporary, path, overwrite: true);
    }

    // Of a file that is renamed over another, ext4 gives the content its blocks at once (auto_da_alloc), and freeing them soon after
    // takes milliseconds where the disk is told of it (discard). Of two that change places it does not.
    private static bool TryExchange(string path, string temporary)
    {
        try
        {
            using var directory = At.OpenDirectory(Path.GetDirectoryName(path)!);
            At.Exchange(directory, Path.GetFileName(temporary), Path.GetFileName(path));
            return true;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EINVAL || refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENOSYS)
        {
            return false;
        }
    }
}
