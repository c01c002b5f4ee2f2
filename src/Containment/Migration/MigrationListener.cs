using System.Net;
using System.Net.Sockets;
using Containment.Migration.Driving;
using Containment.Migration.Ends;

namespace Containment.Migration;

/// <summary>Receives containers from trusted hosts until it is disposed.</summary>
public sealed class MigrationListener : IAsyncDisposable
{
    private readonly Reception _reception;

    private MigrationListener(Reception reception) => _reception = reception;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => _reception.EndPoint;

    /// <summary>Stops listening; moves that are not committed are given up and cleaned away.</summary>
    public ValueTask DisposeAsync() => _reception.DisposeAsync();

    internal static async Task<MigrationListener> StartAsync(ContainerHost host, ITargetEnds ends, MigrationListenerOptions options, IStepWatch watch, CancellationToken cancellation)
    {
        var identity = await HostIdentity.OpenAsync(host, cancellation).ConfigureAwait(false);
        var reception = new Reception(host, identity, ends, options, watch);
        try
        {
            reception.Start();
        }
        catch (SocketException refused)
        {
            await reception.DisposeAsync().ConfigureAwait(false);
            var subject = new IPEndPoint(options.Address, options.Port).ToString();
            throw new ContainmentException(refused.SocketErrorCode == SocketError.AddressAlreadyInUse ? FailureReason.AlreadyExists : FailureReason.KernelRefused, subject, $"{subject} can't be listened on: {refused.Message}", null, refused);
        }
        return new MigrationListener(reception);
    }
}
