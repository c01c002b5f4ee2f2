using System.Collections.Concurrent;
using Containment.Checkpoints.Late;
using Containment.Linux.Memory;

namespace Containment.Kernel.Tests.Checkpoints.Late;

/// <summary>Pages of a guest that are somewhere else: each begins with a number of its own. They are here when they are said to be.</summary>
internal sealed class Pages(ulong start, int count) : ILatePages
{
    public const int Size = 4096;
    private volatile bool _here;

    public ConcurrentQueue<(ulong Address, PageRange Neighbours)> Requested { get; } = [];

    public ulong End => start + (ulong)count * Size;

    public PageRange All => new(start, End);

    public static byte Value(int page) => (byte)(page % 250 + 1);

    public void Come() => _here = true;

    public static byte[] Content(int first, int count)
    {
        var bytes = new byte[count * Size];
        for (var n = 0; n < count; n++) bytes[n * Size] = Value(first + n);
        return bytes;
    }

    public static ulong Sum(int first, int count) => (ulong)Enumerable.Range(first, count).Sum(page => Value(page));

    public int TryRead(int process, ulong address, Span<byte> into)
    {
        if (!_here) return 0;
        into.Clear();
        for (var n = 0; n < into.Length; n += Size) into[n] = Value((int)((address - start) / Size) + n / Size);
        return into.Length;
    }

    public void Request(int process, ulong address, PageRange neighbours) => Requested.Enqueue((address, neighbours));

    public async Task<ulong> WantedAsync(CancellationToken cancellation)
    {
        (ulong Address, PageRange) wanted;
        while (!Requested.TryDequeue(out wanted)) await Task.Delay(1, cancellation);
        return wanted.Address;
    }
}
