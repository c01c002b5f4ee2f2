using System.Security.Cryptography;

namespace Containment.Migration.Wire;

/// <summary>Hands item frames on to a receiver, in the only order that makes sense, and judges each item's digest.</summary>
internal sealed class ItemReader(IItemReceiver receiver)
{
    private readonly PlaceDigest _digest = new();
    private ulong? _open;

    /// <summary>Nothing is half sent.</summary>
    public bool Complete => _open is null;

    public async Task TakeAsync(Frame frame, ItemPlace place, CancellationToken cancellation)
    {
        var body = frame.Payload[ItemPlace.Size..];
        if (frame.Kind == FrameKind.Item == _open is not null) throw new WireException(_open is not null ? "an item inside an item" : $"{frame.Kind} outside an item");
        if (place.Item != (_open ?? place.Number)) throw new WireException($"{frame.Kind} of another item");
        switch (frame.Kind)
        {
            case FrameKind.Item:
                if (body.Length < 1 || (ItemSection)body.Span[0] is var section && section is < ItemSection.Base or > ItemSection.Pages) throw new WireException("an item of no known section");
                _open = place.Number;
                _digest.Begin(section, body.Span[1..]);
                await receiver.BeginAsync(section, body[1..], cancellation).ConfigureAwait(false);
                break;
            case FrameKind.Chunk:
                _digest.Chunk(place.Offset, body.Length);
                await receiver.ChunkAsync(place.Offset, body, cancellation).ConfigureAwait(false);
                break;
            default:
                if (body.Length < SHA256.HashSizeInBytes) throw new WireException("an end without a digest");
                if (!CryptographicOperations.FixedTimeEquals(_digest.End(body.Span[SHA256.HashSizeInBytes..]), body.Span[..SHA256.HashSizeInBytes])) throw new WireException("an item that does not match its digest");
                _open = null;
                await receiver.EndAsync(body[SHA256.HashSizeInBytes..], cancellation).ConfigureAwait(false);
                break;
        }
    }
}
