using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Containment.Migration.Wire;

/// <summary>The first words of both sides; drawn in <see cref="FrameKind"/>.</summary>
internal static class Hello
{
    public const ushort Oldest = 2, Newest = 2;
    private const int Size = 4 + 2 + 2 + 32;

    private static ReadOnlySpan<byte> Magic => "CTMV"u8;

    /// <summary>Exchanges greetings and agrees on a version; returns it. Both sides must come to the same session, which the channel then has.</summary>
    public static async Task<ushort> ExchangeAsync(FrameChannel channel, bool source, ReadOnlyMemory<byte> own, ReadOnlyMemory<byte> other, TimeSpan patience, CancellationToken cancellation)
    {
        var mine = new byte[Size];
        Magic.CopyTo(mine);
        BinaryPrimitives.WriteUInt16LittleEndian(mine.AsSpan(4), Oldest);
        BinaryPrimitives.WriteUInt16LittleEndian(mine.AsSpan(6), Newest);
        RandomNumberGenerator.Fill(mine.AsSpan(8));
        await channel.SendAsync(FrameKind.Hello, default, mine, cancellation).ConfigureAwait(false);
        var theirs = await Next(channel, FrameKind.Hello, patience, cancellation).ConfigureAwait(false);
        var version = Agree(theirs);
        var session = source ? Session(mine, theirs, own, other) : Session(theirs, mine, other, own);
        await channel.SendAsync(FrameKind.Bound, default, session, cancellation).ConfigureAwait(false);
        var bound = await Next(channel, FrameKind.Bound, patience, cancellation).ConfigureAwait(false);
        if (!CryptographicOperations.FixedTimeEquals(bound, session)) throw new WireException("a session that is not this one");
        channel.Session = session;
        return version;
    }

    /// <exception cref="WireException">It is no greeting, or there is no version both speak.</exception>
    public static ushort Agree(ReadOnlySpan<byte> theirs)
    {
        if (theirs.Length != Size || !theirs[..4].SequenceEqual(Magic)) throw new WireException("no greeting of this protocol");
        var oldest = BinaryPrimitives.ReadUInt16LittleEndian(theirs[4..]);
        var newest = BinaryPrimitives.ReadUInt16LittleEndian(theirs[6..]);
        var version = Math.Min(newest, Newest);
        return version >= Math.Max(oldest, Oldest)
            ? version
            : throw new WireException($"this host speaks versions {Oldest} to {Newest} of the protocol, the other {oldest} to {newest}", MigrationFailure.VersionMismatch);
    }

    private static byte[] Session(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ReadOnlyMemory<byte> sourceCertificate, ReadOnlyMemory<byte> targetCertificate) =>
        SHA256.HashData([.. source, .. target, .. sourceCertificate.Span, .. targetCertificate.Span]);

    private static async Task<byte[]> Next(FrameChannel channel, FrameKind kind, TimeSpan patience, CancellationToken cancellation)
    {
        var frame = await channel.ReceiveAsync(patience, cancellation).ConfigureAwait(false);
        return frame.Kind == kind ? frame.Payload.ToArray() : throw new WireException($"{frame.Kind} where {kind} was due");
    }
}
