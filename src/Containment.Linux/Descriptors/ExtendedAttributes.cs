using System.Text;

namespace Containment.Linux.Descriptors;

/// <summary>
/// Extended attributes (xattr(7)) of a name in an open directory, links themselves included. There are no such calls by
/// descriptor before Linux 6.13, so the directory is named by way of /proc.
/// </summary>
internal static unsafe class ExtendedAttributes
{
    private const string PrivilegedOpaque = "trusted.overlay.opaque", UserOpaque = "user.overlay.opaque";

    /// <summary>What marks a directory that hides those below it: only root of the machine may set trusted attributes, so the overlays of others are mounted with user ones.</summary>
    public static string OverlayOpaque { get; } = Namespaces.Self.Standing == Namespaces.Standing.Root ? PrivilegedOpaque : UserOpaque;

    /// <summary>All of them, by name; empty where the file system has none.</summary>
    public static IReadOnlyList<KeyValuePair<string, byte[]>> Read(Descriptor directory, PathBytes name)
    {
        List<KeyValuePair<string, byte[]>> found = [];
        fixed (byte* path = PathOf(directory, name))
        {
            var list = List(path, name);
            foreach (var range in list.AsSpan().Split((byte)0))
                if (!list.AsSpan()[range].IsEmpty && Encoding.UTF8.GetString(list.AsSpan()[range]) is var key && Value(path, key) is { } value) found.Add(new(key, value));
        }
        found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return found;
    }

    public static byte[]? Get(Descriptor directory, PathBytes name, string key)
    {
        fixed (byte* path = PathOf(directory, name)) return Value(path, key);
    }

    public static void Set(Descriptor directory, PathBytes name, string key, ReadOnlySpan<byte> value)
    {
        fixed (byte* path = PathOf(directory, name), k = Encoding.UTF8.GetBytes(key + '\0'), v = value)
            KernelRefusal.Check(LibC.lsetxattr(path, k, v, (nuint)value.Length, 0), "lsetxattr", $"{key} of {name}");
    }

    public static void Remove(Descriptor directory, PathBytes name, string key)
    {
        fixed (byte* path = PathOf(directory, name), k = Encoding.UTF8.GetBytes(key + '\0'))
            KernelRefusal.Check(LibC.lremovexattr(path, k), "lremovexattr", $"{key} of {name}");
    }

    private static byte[] PathOf(Descriptor directory, PathBytes name) =>
        name.IsEmpty ? [.. Encoding.UTF8.GetBytes(directory.ProcPath), (byte)'/', (byte)'.', 0] : [.. Encoding.UTF8.GetBytes(directory.ProcPath), (byte)'/', .. name.Span, 0];

    private static byte[] List(byte* path, PathBytes name)
    {
        while (true)
        {
            var size = LibC.llistxattr(path, null, 0);
            if (size == 0 || size < 0 && Errno.Last == Errno.EOPNOTSUPP) return [];
            var list = new byte[KernelRefusal.Check(size, "llistxattr", name.ToString())];
            fixed (byte* l = list) size = LibC.llistxattr(path, l, (nuint)list.Length);
            if (size < 0 && Errno.Last == Errno.ERANGE) continue;
            return list[..(int)KernelRefusal.Check(size, "llistxattr", name.ToString())];
        }
    }

    private static byte[]? Value(byte* path, string key)
    {
        fixed (byte* k = Encoding.UTF8.GetBytes(key + '\0'))
        {
            while (true)
            {
                var size = LibC.lgetxattr(path, k, null, 0);
                if (size < 0) return Errno.Last == Errno.ENODATA || Errno.Last == Errno.EOPNOTSUPP ? null : throw new KernelRefusal("lgetxattr", key, Errno.Last);
                var value = new byte[size];
                fixed (byte* v = value) size = LibC.lgetxattr(path, k, v, (nuint)value.Length);
                if (size >= 0) return value[..(int)size];
                if (Errno.Last != Errno.ERANGE) return null;
            }
        }
    }
}
