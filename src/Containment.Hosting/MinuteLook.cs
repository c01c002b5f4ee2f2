namespace Containment.Hosting;

/// <summary>Looks once a minute what is to be done, and does it; what fails is tried again at the next look.</summary>
/// <param name="Act">Does it.</param>
/// <param name="Failed">Told what failed.</param>
internal sealed record MinuteLook(Func<CancellationToken, Task> Act, Action<Exception> Failed)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Until the host stops: one look after the other, then a pause. Ends at once where there is none.</summary>
    public static async Task RunAsync(IReadOnlyList<MinuteLook> looks, TimeProvider clock, CancellationToken stoppingToken)
    {
        while (looks.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            foreach (var look in looks) await look.RunAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Act(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // It goes on when the host does.
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or UnauthorizedAccessException)
        {
            Failed(failure);
        }
    }
}
