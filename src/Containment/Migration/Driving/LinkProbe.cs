using System.Diagnostics;
using System.Security.Cryptography;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>
/// Measures what a link carries: sends messages to which the target answers when it has read them, more and more of them, until that took long enough to
/// say something, or enough was sent.
/// </summary>
internal sealed class LinkProbe(FrameChannel channel, MoveLink link)
{
    private const int Piece = 256 << 10, Most = 16 << 20;
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(20);

    /// <returns>Bytes a second; null where the target is silent.</returns>
    public async Task<long?> MeasureAsync(TimeSpan patience, CancellationToken cancellation)
    {
        // What a link or a disk could make smaller would measure something else.
        var piece = RandomNumberGenerator.GetBytes(Piece);
        try
        {
            for (var pieces = 1; ; pieces *= 4)
            {
                var began = Stopwatch.GetTimestamp();
                for (var sent = 0; sent < pieces; sent++) await link.SendAsync(Message.Sync, piece, cancellation).ConfigureAwait(false);
                for (var heard = 0; heard < pieces;)
                    if (await channel.ReceiveAsync(patience, cancellation).ConfigureAwait(false) is { Kind: FrameKind.Control, Message: Message.Synced }) heard++;
                var took = Stopwatch.GetElapsedTime(began);
                if (took >= Enough || pieces * 4 * Piece > Most) return (long)(pieces * Piece / took.TotalSeconds);
            }
        }
        catch (IOException)
        {
            // Its judgement is here already.
            return null;
        }
    }
}
