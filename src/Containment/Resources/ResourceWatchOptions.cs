namespace Containment.Resources;

/// <summary>What a watch looks for.</summary>
public sealed record ResourceWatchOptions
{
    /// <summary>Thresholds of pressure; each costs a descriptor for each container. Default: none.</summary>
    public IReadOnlyList<PressureThreshold> Pressure { get; init => field = value ?? []; } = [];

    /// <summary>Only these containers, whether they are there already or not; null (the default): all.</summary>
    public IReadOnlyCollection<ContainerId>? Containers { get; init; }

    /// <summary>How often that is looked at of which the kernel sends no word: throttling, and v1's memory.failcnt. Null: never. Default 5 s.</summary>
    /// <exception cref="InvalidSpecException">Less than 100 ms or more than a day.</exception>
    public TimeSpan? LookInterval
    {
        get;
        init => field = value is null || (value >= TimeSpan.FromMilliseconds(100) && value <= TimeSpan.FromDays(1)) ? value : throw new InvalidSpecException(nameof(LookInterval), value, "100 ms to a day, or null");
    } = TimeSpan.FromSeconds(5);
}
