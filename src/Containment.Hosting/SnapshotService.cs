using Containment.Histories;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Containment.Hosting;

/// <summary>Carries out the snapshot schedules of containers, by a look each minute.</summary>
internal sealed partial class SnapshotService(ContainerHost host, TimeProvider clock, ILogger<SnapshotService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var round in await host.RunSnapshotSchedulesAsync(stoppingToken).ConfigureAwait(false)) Tell(round);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is ContainmentException or IOException or UnauthorizedAccessException)
            {
                LogFailed(failure, Pause);
            }
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
