using Containment.Migration.Protocol;

namespace Containment.Migration.Driving;

/// <summary>The one work of a side that is under way.</summary>
internal sealed class RunningWork(Work work) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public Work Work => work;

    public CancellationToken Stop => _stop.Token;

    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Runs it; its end, good or bad, is handed to <paramref name="ended"/>.</summary>
    public void Begin(Func<CancellationToken, Task> act, Action<Exception?> ended) => Ended = Task.Run(async () =>
    {
        try
        {
            await act(_stop.Token).ConfigureAwait(false);
            ended(null);
        }
        catch (Exception failed)
        {
            ended(failed);
        }
    });

    /// <summary>Stops it and waits until it has stopped, done or half done.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
    }

    public void Dispose() => _stop.Dispose();
}
