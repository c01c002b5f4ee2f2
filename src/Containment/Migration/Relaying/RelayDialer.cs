using System.Net.Sockets;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Relaying;

/// <summary>Calls a relay.</summary>
internal static class RelayDialer
{
    public static async Task<(TcpClient Client, RelayCall Call)> CallAsync(HostIdentity identity, MigrationRelayAddress relay, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(relay.Address, relay.Port, limit.Token).ConfigureAwait(false);
            var link = await Tls.ConnectAsync(client.GetStream(), identity.Certificate, await identity.RelaysAsync(limit.Token).ConfigureAwait(false), relay.Name, limit.Token).ConfigureAwait(false);
            return (client, await RelayCall.GreetAsync(link, caller: true, patience, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            client.Dispose();
            throw new WireException($"the relay {relay} did not answer", MigrationFailure.LinkLost);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>A stream to a host that waits at a relay.</summary>
    public static async Task<(TcpClient Client, Stream Stream)> VisitAsync(HostIdentity identity, MigrationRelayAddress relay, string fingerprint, TimeSpan patience, CancellationToken cancellation)
    {
        var (client, call) = await CallAsync(identity, relay, patience, cancellation).ConfigureAwait(false);
        try
        {
            await call.SayAsync(Message.Visit, fingerprint, cancellation).ConfigureAwait(false);
            var (message, _) = await call.HearAsync(patience, cancellation).ConfigureAwait(false);
            if (message == Message.Met) return (client, call.Stream);
            throw new WireException($"the host does not wait at the relay {relay}", MigrationFailure.LinkLost);
        }
        catch
        {
            await call.DisposeAsync().ConfigureAwait(false);
            client.Dispose();
            throw;
        }
    }
}
