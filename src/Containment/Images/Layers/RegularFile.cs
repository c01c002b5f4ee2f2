using Containment.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace Containment.Images.Layers;

/// <summary>Opens what must be an ordinary file: a pipe in its place would make a reader wait for ever.</summary>
internal static class RegularFile
{
    /// <returns>Null where there is no such file, or something else.</returns>
    public static FileStream? Open(string path)
    {
        var fd = LibC.open(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0);
        if (fd < 0)
        {
            var error = Errno.Last;
            return PathErrors.AreTheirs(error) ? null : throw new KernelException("open", path, error);
        }
        var handle = new SafeFileHandle(fd, ownsHandle: true);
        using var borrowed = new Descriptor(fd);
        var regular = FileStatus.Of(borrowed).Kind == FileKind.Regular;
        borrowed.SetHandleAsInvalid();
        if (regular) return new(handle, FileAccess.Read, 1 << 20);
        handle.Dispose();
        return null;
    }
}
