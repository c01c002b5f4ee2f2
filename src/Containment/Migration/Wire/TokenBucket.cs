namespace Containment.Migration.Wire;

/// <summary>A bucket of bytes that may be sent: it fills at a rate, never above what a tenth of a second brings, and may be overdrawn by one frame. Pure.</summary>
/// <param name="Left">Bytes that may be sent at <paramref name="At"/>; below 0 they are owed.</param>
/// <param name="At">When that was.</param>
internal readonly record struct TokenBucket(double Left, TimeSpan At)
{
    /// <summary>Takes bytes out; they may be sent after the wait.</summary>
    public (TokenBucket Next, TimeSpan Wait) Take(long rate, long bytes, TimeSpan now)
    {
        var left = Math.Min(rate / 10.0, Left + (rate * (now - At).TotalSeconds));
        var wait = left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-left / rate);
        return (new(left - bytes, now), wait);
    }
}
