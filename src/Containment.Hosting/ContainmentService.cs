using System.Net;
using Containment.Migration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Containment.Hosting;

/// <summary>Opens the host at start, settles half-done moves, listens for new ones, and lets go of all of it at the end.</summary>
internal sealed partial class ContainmentService(ContainerHost host, ContainmentMetrics metrics, IOptions<ContainmentOptions> options, ILogger<ContainmentService> logger) : IHostedService
{
    private MigrationListener? _listener;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var containers = await host.ListAsync(cancellationToken).ConfigureAwait(false);
        LogFound(host.Options.StateDirectory, containers.Count);
        if (options.Value.Migration.Listen)
        {
            await HostIdentity.CreateAsync(host, cancellationToken).ConfigureAwait(false);
            _listener = await host.ListenAsync(new MigrationListenerOptions { Address = IPAddress.Parse(options.Value.Migration.Address), Port = options.Value.Migration.Port, Relay = options.Value.Migration.Relay is { } relay ? MigrationRelayAddress.Parse(relay) : null }, cancellationToken).ConfigureAwait(false);
            LogListening(_listener.EndPoint);
            foreach (var open in await host.RecoverMigrationsAsync(null, cancellationToken).ConfigureAwait(false)) LogOpen(open.Id, open.Peer, open.State);
        }
        metrics.Begin();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await metrics.EndAsync().ConfigureAwait(false);
        if (_listener is not null) await _listener.DisposeAsync().ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Directory}: {Count} containers found")]
    private partial void LogFound(string directory, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Containers are received on {EndPoint}")]
    private partial void LogListening(IPEndPoint endPoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The move of {Id} with {Peer} is still open ({State}): the other host can't be asked")]
    private partial void LogOpen(ContainerId id, string peer, string state);
}
