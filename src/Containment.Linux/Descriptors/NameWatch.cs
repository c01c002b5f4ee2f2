using System.Buffers.Binary;
using System.Text;

namespace Containment.Linux.Descriptors;

/// <summary>Which names came and went in one directory, asked for when it suits (inotify(7)). Nobody waits: no thread, no call back.</summary>
internal sealed unsafe partial class NameWatch : IDisposable
{
    private const uint MovedFrom = 0x40, MovedTo = 0x80, Created = 0x100, Deleted = 0x200, Overflow = 0x4000;
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000, Head = 16;
    private readonly Descriptor _inotify;
    private readonly byte[] _buffer = new byte[65536];

    public NameWatch(string directory)
    {
        _inotify = new((int)KernelRefusal.Check(inotify_init1(NonBlocking | CloseOnExec), "inotify_init1", directory));
        try
        {
            KernelRefusal.Check(inotify_add_watch(_inotify.Number, directory, MovedFrom | MovedTo | Created | Deleted), "inotify_add_watch", directory);
        }
        catch
        {
            _inotify.Dispose();
            throw;
        }
    }

    /// <summary>Ready for input when something came or went.</summary>
    public Descriptor Descriptor => _inotify;

    /// <summary>Adds what came or went since the last time; false when the kernel has forgotten some of it. Allocates nothing when nothing happened.</summary>
    public bool Take(ISet<string> names)
    {
        while (true)
        {
            nint length;
            fixed (byte* start = _buffer) length = LibC.read(_inotify.Number, start, (nuint)_buffer.Length);
            if (length < 0) return Errno.Last == Errno.EAGAIN ? true : throw new KernelRefusal("read", "inotify", Errno.Last);
            if (!Collect(_buffer.AsSpan(0, (int)length), names)) return false;
        }
    }

    public void Dispose() => _inotify.Dispose();

    private static bool Collect(ReadOnlySpan<byte> events, ISet<string> names)
    {
        var complete = true;
        while (events.Length >= Head)
        {
            var size = Head + (int)BinaryPrimitives.ReadUInt32LittleEndian(events[12..]);
            if ((BinaryPrimitives.ReadUInt32LittleEndian(events[4..]) & Overflow) != 0) complete = false;
            var name = events[Head..size];
            if (name.IndexOf((byte)0) is var end and > 0) names.Add(Encoding.UTF8.GetString(name[..end]));
            events = events[size..];
        }
        return complete;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int fd, string path, uint mask);
}
