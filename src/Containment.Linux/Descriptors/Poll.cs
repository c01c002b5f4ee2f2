using System.Buffers.Binary;

namespace Containment.Linux.Descriptors;

/// <summary>Waits for many descriptors with one thread (epoll(7)). Each has a number by which its readiness is told.</summary>
internal sealed unsafe partial class Poll : IDisposable
{
    public const uint Input = 1, Priority = 2;
    private const int CloseOnExec = 0x80000, NonBlocking = 0x800, Add = 1, Most = 64;
    private const long WakeKey = -1;
    // struct epoll_event is packed on x86-64 only.
    private static readonly int Size = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private readonly Descriptor _epoll = new((int)KernelRefusal.Check(epoll_create1(CloseOnExec), "epoll_create1", "events"));
    private readonly Descriptor _wake = Event();

    public Poll() => Watch(_wake, Input, WakeKey);

    /// <summary>An eventfd(2), zero.</summary>
    public static Descriptor Event() => new((int)KernelRefusal.Check(eventfd(0, CloseOnExec | NonBlocking), "eventfd", "events"));

    /// <summary>Takes what an eventfd counted.</summary>
    public static void Drain(Descriptor descriptor)
    {
        ulong count;
        _ = LibC.read(descriptor.Number, &count, sizeof(ulong));
    }

    /// <summary>Until the descriptor is closed. <paramref name="key"/> is zero or more.</summary>
    public void Watch(Descriptor descriptor, uint events, long key)
    {
        var record = stackalloc byte[16];
        Span<byte> bytes = new(record, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, events);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(Size - 8)..], key);
        KernelRefusal.Check(epoll_ctl(_epoll.Number, Add, descriptor.Number, record), "epoll_ctl", $"fd {descriptor.Number}");
    }

    /// <summary>The keys of those that are ready, at least one unless the time is up or somebody woke us.</summary>
    public void Wait(int milliseconds, List<long> ready)
    {
        ready.Clear();
        var records = stackalloc byte[16 * Most];
        var count = epoll_wait(_epoll.Number, records, Most, milliseconds);
        if (count < 0)
        {
            if (Errno.Last == Errno.EINTR) return;
            throw new KernelRefusal("epoll_wait", "events", Errno.Last);
        }
        for (var i = 0; i < count; i++)
        {
            var key = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(records + (i * Size) + (Size - 8), 8));
            if (key == WakeKey) Drain(_wake);
            else ready.Add(key);
        }
    }

    /// <summary>Ends a wait, from any thread.</summary>
    public void Wake()
    {
        var one = 1UL;
        _ = LibC.write(_wake.Number, &one, sizeof(ulong));
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int fd, byte* record);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, byte* records, int most, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint count, int flags);
}
