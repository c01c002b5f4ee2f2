using System.Text;
using Containment.Linux.Descriptors;

namespace Containment.Snapshots;

/// <summary>
/// Reads small files of a container's root while nothing is mounted, as the overlay would show them: links are followed
/// inside the root only, whiteouts and opaque directories hide what is below.
/// </summary>
internal static class RootFiles
{
    private const int MostLinks = 40;

    /// <summary>The content as text; null where there is no such regular file. Reads a file, never a pipe or device.</summary>
    /// <param name="layers">Directories, top layer first.</param>
    /// <param name="path">Absolute, inside the root.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <exception cref="ContainmentException">The file is larger than <paramref name="limit"/> (Corrupt).</exception>
    public static string? Read(IReadOnlyList<string> layers, string path, int limit = 4 << 20)
    {
        try
        {
            var left = new LinkedList<PathBytes>(Split(path));
            PathBytes at = default;
            for (var links = 0; left.First is { } next;)
            {
                left.RemoveFirst();
                if (next.Value == "..")
                {
                    at = at.Parent;
                    continue;
                }
                var here = at.Append(next.Value);
                if (Find(layers, here) is not { } found) return null;
                using var parent = found.Parent;
                switch (found.Status.Kind)
                {
                    case FileKind.Symlink:
                        if (++links > MostLinks) return null;
                        var target = At.ReadLink(parent, here.Name);
                        foreach (var part in Enumerable.Reverse(Split(target))) left.AddFirst(part);
                        if (target.Span is [(byte)'/', ..]) at = default;
                        break;
                    case FileKind.Directory:
                        at = here;
                        break;
                    case FileKind.Regular when left.Count == 0:
                        return Content(parent, here, limit);
                    default:
                        return null;
                }
            }
            return null;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Whether there is anything at a path; no link is followed.</summary>
    /// <param name="layers">Directories, top layer first.</param>
    /// <param name="path">Below the root.</param>
    public static bool Shows(IReadOnlyList<string> layers, PathBytes path)
    {
        try
        {
            if (Find(layers, path) is not { } found) return false;
            found.Parent.Dispose();
            return true;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    // The topmost layer that has the name, unless a layer above hides it.
    private static (Descriptor Parent, FileStatus Status)? Find(IReadOnlyList<string> layers, PathBytes path)
    {
        foreach (var layer in layers)
        {
            using var root = At.OpenDirectory(layer);
            Descriptor parent;
            try
            {
                parent = Beneath.OpenDirectory(root, path.Parent);
            }
            catch (KernelRefusal refusal) when (PathErrors.AreTheirs(refusal.Error))
            {
                if (Hides(root, path.Parent)) return null;
                continue;
            }
            if (FileStatus.TryOf(parent, path.Name) is { } status)
            {
                if (!status.IsWhiteout) return (parent, status);
                parent.Dispose();
                return null;
            }
            parent.Dispose();
            if (Hides(root, path.Parent)) return null;
        }
        return null;
    }

    // Whether the layer has, on the way to a directory, something that lower layers don't show through.
    private static bool Hides(Descriptor root, PathBytes directory)
    {
        for (var path = directory; !path.IsEmpty; path = path.Parent)
        {
            try
            {
                using var parent = Beneath.OpenDirectory(root, path.Parent);
                if (FileStatus.TryOf(parent, path.Name) is not { } status) continue;
                if (status.Kind != FileKind.Directory || ExtendedAttributes.Get(parent, path.Name, ExtendedAttributes.OverlayOpaque) is [(byte)'y']) return true;
            }
            catch (KernelRefusal refusal) when (PathErrors.AreTheirs(refusal.Error))
            {
            }
        }
        return false;
    }

    private static string? Content(Descriptor parent, PathBytes path, int limit)
    {
        using var file = At.Open(parent, path.Name, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        if (FileStatus.Of(file) is not { Kind: FileKind.Regular } status) return null;
        if (status.Size > (ulong)limit) throw new ContainmentException(FailureReason.Corrupt, $"/{path}", $"/{path} of the root file system has {status.Size} bytes; at most {limit} are read");
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(file.Number, ownsHandle: false);
        var buffer = new byte[(int)status.Size];
        var length = 0;
        while (length < buffer.Length && RandomAccess.Read(handle, buffer.AsSpan(length), length) is var read and > 0) length += read;
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static List<PathBytes> Split(PathBytes path)
    {
        List<PathBytes> parts = [];
        foreach (var range in path.Span.Split((byte)'/'))
            if (path.Span[range] is { IsEmpty: false } and not [(byte)'.'] and var part) parts.Add(new(part));
        return parts;
    }
}
