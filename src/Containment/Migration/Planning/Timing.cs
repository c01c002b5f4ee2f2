namespace Containment.Migration.Planning;

/// <summary>How long all of a move may take: the caller's own cancellation, and the time-out, told apart.</summary>
internal sealed class Timing : IDisposable
{
    private readonly CancellationTokenSource _limit, _both;
    private readonly CancellationToken _caller;

    public Timing(TimeSpan? timeout, TimeProvider clock, CancellationToken caller)
    {
        _caller = caller;
        _limit = new CancellationTokenSource(timeout ?? System.Threading.Timeout.InfiniteTimeSpan, clock);
        _both = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
    }

    public CancellationToken Token => _both.Token;

    /// <summary>It was the time-out that ended it.</summary>
    public bool RanOut => _limit.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _both.Dispose();
        _limit.Dispose();
    }
}
