using Containment.Scheduling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Containment.Hosting;

/// <summary>Runs the governor as long as the host runs. A governor that fails is begun anew after a while; meanwhile nobody is squeezed.</summary>
internal sealed partial class GovernorService(ContainerHost host, IGovernorPolicy policy, GovernorMetrics metrics, IOptions<ContainmentOptions> options, TimeProvider clock, ILogger<GovernorService> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private bool _short;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var section = options.Value.Governor;
        if (!section.Enabled) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var governor = host.OpenGovernor(new() { Policy = policy, DryRun = section.DryRun, Alarms = section.Alarms, PaceMerging = section.PaceMerging });
                governor.Looked = Tell;
                LogBegins(policy.GetType().Name, section.DryRun);
                if (governor.NoAlarms is { } why) LogNoAlarms(why);
                await governor.RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                LogEnds();
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                LogFailed(failure, Pause);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Tell(GovernorReport report)
    {
        metrics.Count(report);
        if (report.Decision.Short != _short)
        {
            _short = report.Decision.Short;
            if (_short) LogShort(report.Readings.Machine.NeededBytes, report.Readings.Machine.MemoryBytes);
            else LogEnough();
        }
        foreach (var action in report.Decision.Actions) LogAction(action, action.Why);
        foreach (var (action, reason) in report.Failed) LogRefused(action, reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The governor begins: {Policy}, dry run {DryRun}")]
    private partial void LogBegins(string policy, bool dryRun);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The governor looks in its intervals only, as the kernel does not tell it of pressure: {Why}")]
    private partial void LogNoAlarms(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The governor ends; everybody has what its own limits say")]
    private partial void LogEnds();

    [LoggerMessage(Level = LogLevel.Error, Message = "The governor failed; it begins anew in {Pause}")]
    private partial void LogFailed(Exception failure, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Memory is short: {Needed} of {All} bytes can't be taken back. Growth is rationed")]
    private partial void LogShort(long needed, long all);

    [LoggerMessage(Level = LogLevel.Information, Message = "There is enough memory again")]
    private partial void LogEnough();

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Action}: {Why}")]
    private partial void LogAction(GovernorAction action, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Action} was not done: {Reason}")]
    private partial void LogRefused(GovernorAction action, string reason);
}
