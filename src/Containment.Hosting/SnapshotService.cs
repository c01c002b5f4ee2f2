using Containment.Histories;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Containment.Hosting;

/// <summary>Carries out the snapshot schedules of containers, by a look each minute.</summary>
internal sealed partial class SnapshotService(ContainerHost host, TimeProvider clock, ILogger<SnapshotService> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => MinuteLook.RunAsync([new(RunAsync, failure => LogFailed(failure, MinuteLook.Pause))], clock, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        foreach (var round in await host.RunSnapshotSchedulesAsync(stoppingToken).ConfigureAwait(false)) Tell(round);
    }

    private void Tell(SnapshotRound round)
    {
        if (round.Taken is { } taken) LogTaken(round.Container, taken.Name, taken.Freeze, round.Expired.Count);
        if (round.Failure is { } failure) LogNotTaken(failure, round.Container);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Snapshot {Name} of container {Container} was taken; it stood still for {Freeze}; {Expired} expired")]
    private partial void LogTaken(ContainerId container, string name, TimeSpan freeze, int expired);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The snapshot schedule of container {Container} was not carried out in full; it is tried again")]
    private partial void LogNotTaken(Exception failure, ContainerId container);

    [LoggerMessage(Level = LogLevel.Error, Message = "Snapshot schedules could not be looked at; they are looked at again in {Pause}")]
    private partial void LogFailed(Exception failure, TimeSpan pause);
}
