using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Containment.Migration.Wire;

/// <summary>Hands item frames on to a receiver, in the only order that makes sense, and judges each item's digest.</summary>
internal sealed class ItemReader(IItemReceiver receiver)
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _open;

    /// <summary>Nothing is half sent.</summary>
    public bool Complete => !_open;

    /// <summary>
    /// What of a chunk goes into an item's digest: where it is and how long. Its bytes are authenticated by TLS, and a file's by
    /// its ContentDigest besides; hashing them a third time would only lengthen the freeze.
    /// </summary>
    public static void AppendPlace(IncrementalHash digest, long offset, int length)
    {
        Span<byte> place = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(place, offset);
        BinaryPrimitives.WriteInt32LittleEndian(place[8..], length);
        digest.AppendData(place);
    }

    public async Task TakeAsync(Frame frame, CancellationToken cancellation)
    {
        var payload = frame.Payload;
        if (frame.Kind == FrameKind.Item == _open) throw new WireException(_open ? "an item inside an item" : $"{frame.Kind} outside an item");
        switch (frame.Kind)
        {
            case FrameKind.Item:
                if (payload.Length < 1 || (ItemSection)payload.Span[0] is < ItemSection.Base or > ItemSection.Pages) throw new WireException("an item of no known section");
                _open = true;
                _digest.AppendData(payload.Span);
                await receiver.BeginAsync((ItemSection)payload.Span[0], payload[1..], cancellation).ConfigureAwait(false);
                break;
            case FrameKind.Chunk:
                if (payload.Length < 8 || BinaryPrimitives.ReadInt64LittleEndian(payload.Span) is var offset && offset < 0) throw new WireException("a chunk without a place");
                AppendPlace(_digest, BinaryPrimitives.ReadInt64LittleEndian(payload.Span), payload.Length - 8);
                await receiver.ChunkAsync(BinaryPrimitives.ReadInt64LittleEndian(payload.Span), payload[8..], cancellation).ConfigureAwait(false);
                break;
            default:
                if (payload.Length < SHA256.HashSizeInBytes) throw new WireException("an end without a digest");
                _digest.AppendData(payload.Span[SHA256.HashSizeInBytes..]);
                if (!CryptographicOperations.FixedTimeEquals(_digest.GetHashAndReset(), payload.Span[..SHA256.HashSizeInBytes])) throw new WireException("an item that does not match its digest");
                _open = false;
                await receiver.EndAsync(payload[SHA256.HashSizeInBytes..], cancellation).ConfigureAwait(false);
                break;
        }
    }
}
