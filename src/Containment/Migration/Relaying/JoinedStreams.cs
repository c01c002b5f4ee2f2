using Containment.Migration.Wire;

namespace Containment.Migration.Relaying;

/// <summary>Carries bytes both ways between two streams until one ends or both are silent for too long; no more than a buffer is held for each way.</summary>
internal static class JoinedStreams
{
    private const int Buffer = 64 * 1024;

    public static async Task CarryAsync(Stream one, Stream other, TimeSpan silence, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(silence);
        Task[] ways = [OneWayAsync(one, other), OneWayAsync(other, one)];
        await Task.WhenAny(ways).ConfigureAwait(false);
        // What is half carried is of no use to either: both hosts have to see that it ended.
        await end.CancelAsync().ConfigureAwait(false);
        await one.DisposeAsync().ConfigureAwait(false);
        await other.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task OneWayAsync(Stream from, Stream to)
        {
            var buffer = new byte[Buffer];
            while (await from.ReadAsync(buffer, end.Token).ConfigureAwait(false) is > 0 and var read)
            {
                end.CancelAfter(silence);
                await to.WriteAsync(buffer.AsMemory(0, read), end.Token).ConfigureAwait(false);
            }
        }
    }
}
