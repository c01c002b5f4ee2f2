namespace Containment.Resources;

/// <summary>How limits are changed.</summary>
public sealed record SetOptions
{
    /// <summary>
    /// How long to try to take memory back when its limit is lowered below what is in use. Default 10 seconds; it ends sooner
    /// when tries over about half a second free nothing. Then the limit is as low as it can be without anything being killed.
    /// </summary>
    /// <exception cref="InvalidSpecException">Less than zero, or more than an hour.</exception>
    public TimeSpan MemoryDeadline
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1) ? value : throw new InvalidSpecException(nameof(MemoryDeadline), value, "0 to 1 hour");
    } = TimeSpan.FromSeconds(10);

    /// <summary>Told of each step while memory is taken back. Default: nobody.</summary>
    public IProgress<MemoryLowering>? Progress { get; init; }
}
