using System.Buffers.Binary;
using Containment.Migration.Wire;
using Microsoft.Win32.SafeHandles;

namespace Containment.Migration.Files;

/// <summary>
/// Sends a container's log in two rounds: what there is, while it runs, and what came since, when it stands still. An item each for the part that
/// was put aside and the one that is written:
/// <code>
/// 0        1              9
/// | part   | from  s64 le |   chunks: bytes from there on
/// </code>
/// </summary>
internal sealed class LogSender(string path, ItemSender items) : IDisposable
{
    /// <summary>The first byte of an item's header.</summary>
    public const byte Aside = 1, Current = 2;

    public const int HeaderSize = 9;

    private readonly byte[] _buffer = new byte[ItemSender.ChunkSize];
    private FileStream? _sent;
    private long _whole;

    public async Task SendRoundAsync(CancellationToken cancellation)
    {
        var file = TryOpen(path);
        if (file is null) return;
        // What was sent as the one that is written may be the one put aside by now; then both are others than over there.
        var goesOn = _sent is not null && IsSame(_sent.SafeFileHandle, file.SafeFileHandle);
        if (!goesOn)
        {
            using var aside = TryOpen(path + ".1");
            if (aside is not null) await SendAsync(Aside, aside, 0, cancellation).ConfigureAwait(false);
        }
        var from = goesOn ? _whole : 0;
        _sent?.Dispose();
        _sent = file;
        await SendAsync(Current, file, from, cancellation).ConfigureAwait(false);
        _whole = WholeFrames.EndOf(file.SafeFileHandle, from, file.Position);
    }

    public void Dispose() => _sent?.Dispose();

    private async Task SendAsync(byte part, FileStream file, long from, CancellationToken cancellation)
    {
        var header = new byte[HeaderSize];
        header[0] = part;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(1), from);
        await items.BeginAsync(ItemSection.Log, header, cancellation).ConfigureAwait(false);
        file.Position = from;
        for (var at = from; await file.ReadAsync(_buffer, cancellation).ConfigureAwait(false) is > 0 and var read; at += read)
            await items.ChunkAsync(at, _buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        await items.EndAsync(cancellation).ConfigureAwait(false);
    }

    private static bool IsSame(SafeFileHandle one, SafeFileHandle other) =>
        File.ResolveLinkTarget($"/proc/self/fd/{one.DangerousGetHandle()}", false)?.FullName == File.ResolveLinkTarget($"/proc/self/fd/{other.DangerousGetHandle()}", false)?.FullName;

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
