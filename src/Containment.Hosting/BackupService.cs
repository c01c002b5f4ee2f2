using Containment.Backups;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Containment.Hosting;

/// <summary>Carries out plans of backups, by a look each minute.</summary>
internal sealed partial class BackupService(ContainerHost host, IOptions<ContainmentOptions> options, TimeProvider clock, ILogger<BackupService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var plans = options.Value.Backups.Select(section => section.ToPlan()).ToArray();
        while (plans.Length > 0 && !stoppingToken.IsCancellationRequested)
        {
            foreach (var plan in plans) await RunAsync(plan, stoppingToken).ConfigureAwait(false);
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(BackupPlan plan, CancellationToken stoppingToken)
    {
        try
        {
            foreach (var round in await host.RunBackupPlanAsync(plan, stoppingToken).ConfigureAwait(false))
            {
                if (round.Report is { } report) LogTaken(round.Container, report.Backup.Id, report.Bytes, report.BytesAdded, report.Freeze);
                if (round.Failure is { } failure) LogNotTaken(failure, round.Container);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It goes on when the host does.
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or UnauthorizedAccessException)
        {
            LogFailed(failure, $"{plan.Repository}", Pause);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Container {Container} is backed up as {Id}: {Bytes} bytes, {Added} new; it stood still for {Freeze}")]
    private partial void LogTaken(ContainerId container, string id, long bytes, long added, TimeSpan freeze);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container} could not be backed up; it is tried again")]
    private partial void LogNotTaken(Exception failure, ContainerId container);

    [LoggerMessage(Level = LogLevel.Error, Message = "The backups in {Repository} could not be taken care of; it is tried again in {Pause}")]
    private partial void LogFailed(Exception failure, string repository, TimeSpan pause);
}
