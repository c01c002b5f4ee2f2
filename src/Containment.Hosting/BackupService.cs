using Containment.Backups;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Containment.Hosting;

/// <summary>Carries out plans of backups, by a look each minute.</summary>
internal sealed partial class BackupService(ContainerHost host, IOptions<ContainmentOptions> options, TimeProvider clock, ILogger<BackupService> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => MinuteLook.RunAsync(
        [.. options.Value.Backups.Select(section => section.ToPlan()).Select(plan => new MinuteLook(stop => RunAsync(plan, stop), failure => LogFailed(failure, $"{plan.Repository}", MinuteLook.Pause)))], clock, stoppingToken);

    private async Task RunAsync(BackupPlan plan, CancellationToken stoppingToken)
    {
        foreach (var round in await host.RunBackupPlanAsync(plan, stoppingToken).ConfigureAwait(false))
        {
            if (round.Report is { } report) LogTaken(round.Container, report.Backup.Id, report.Bytes, report.BytesAdded, report.Freeze);
            if (round.Failure is { } failure) LogNotTaken(failure, round.Container);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Container {Container} is backed up as {Id}: {Bytes} bytes, {Added} new; it stood still for {Freeze}")]
    private partial void LogTaken(ContainerId container, string id, long bytes, long added, TimeSpan freeze);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Container {Container} could not be backed up; it is tried again")]
    private partial void LogNotTaken(Exception failure, ContainerId container);

    [LoggerMessage(Level = LogLevel.Error, Message = "The backups in {Repository} could not be taken care of; it is tried again in {Pause}")]
    private partial void LogFailed(Exception failure, string repository, TimeSpan pause);
}
