namespace Containment.Migration.Wire;

/// <summary>Makes all streams of a move together keep to so many bytes a second.</summary>
internal sealed class Pace(long? rate, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long _began = clock.GetTimestamp();
    private TokenBucket _bucket;

    /// <summary>Waits until these bytes may be sent.</summary>
    public Task TakeAsync(long bytes, CancellationToken cancellation)
    {
        if (rate is not { } limit) return Task.CompletedTask;
        TimeSpan wait;
        lock (_lock) (_bucket, wait) = _bucket.Take(limit, bytes, clock.GetElapsedTime(_began));
        return wait <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, clock, cancellation);
    }
}
