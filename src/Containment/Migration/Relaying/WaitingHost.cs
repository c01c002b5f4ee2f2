using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Relaying;

/// <summary>A target's connection at a relay that waits for one visitor.</summary>
internal sealed class WaitingHost(RelayCall call, TimeSpan patience, CancellationToken cancellation)
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _parted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RelayCall Call => call;

    /// <summary>The two that met here have parted again.</summary>
    public Task Parted => _parted.Task;

    public void Part() => _parted.TrySetResult();

    /// <summary>Reads until it has answered a visitor, or is gone.</summary>
    public async Task StayAsync()
    {
        call.Ping();
        try
        {
            var (message, _) = await call.HearAsync(patience, cancellation).ConfigureAwait(false);
            if (message != Message.Met) throw new WireException($"{message} of a host that waits");
            _answered.TrySetResult();
        }
        catch (Exception gone)
        {
            _answered.TrySetException(gone);
            throw;
        }
    }

    /// <summary>Tells it of a visitor; true when it answers.</summary>
    public async Task<bool> MeetAsync(TimeSpan within)
    {
        try
        {
            await call.HushAsync().ConfigureAwait(false);
            await call.SayAsync(Message.Met, "", cancellation).ConfigureAwait(false);
            await _answered.Task.WaitAsync(within, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }
}
