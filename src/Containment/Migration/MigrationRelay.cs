using System.Net;
using System.Net.Sockets;
using Containment.Migration.Relaying;

namespace Containment.Migration;

/// <summary>
/// Joins hosts that can't reach each other, until it is disposed: targets connect out to it and wait, sources visit them there.
/// TLS stays between the two hosts; the relay carries what it can't read or change. Only hosts that its own host trusts
/// (<see cref="HostIdentity.TrustAsync"/>) may wait or visit, and one waits under no other fingerprint than that of its certificate.
/// </summary>
public sealed class MigrationRelay : IAsyncDisposable
{
    private readonly RelayDesk _desk;

    private MigrationRelay(RelayDesk desk) => _desk = desk;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => _desk.EndPoint;

    /// <summary>How many connections wait for a visitor.</summary>
    public int Waiting => _desk.Waiting;

    /// <summary>How many pairs of connections it carries.</summary>
    public int Pairs => _desk.Pairs;

    /// <summary>Stops; moves that go over it lose their link.</summary>
    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    internal static async Task<MigrationRelay> StartAsync(ContainerHost host, MigrationRelayOptions options, CancellationToken cancellation)
    {
        var desk = new RelayDesk(host, await HostIdentity.OpenAsync(host, cancellation).ConfigureAwait(false), options);
        try
        {
            desk.Start();
        }
        catch (SocketException refused)
        {
            await desk.DisposeAsync().ConfigureAwait(false);
            var subject = new IPEndPoint(options.Address, options.Port).ToString();
            throw new ContainmentException(refused.SocketErrorCode == SocketError.AddressAlreadyInUse ? FailureReason.AlreadyExists : FailureReason.KernelRefused, subject, $"{subject} can't be listened on: {refused.Message}", null, refused);
        }
        return new MigrationRelay(desk);
    }
}
