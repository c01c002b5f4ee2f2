namespace Containment.Histories;

/// <summary>When snapshots of a container are taken by themselves, and which of them are kept. The hosted service of Containment.Hosting, and so the daemon, carries it out.</summary>
public sealed record SnapshotSchedule
{
    /// <summary>How long after the last one the next is taken; a minute to a year. Default one hour.</summary>
    public TimeSpan Every
    {
        get;
        init => field = value >= TimeSpan.FromMinutes(1) && value <= TimeSpan.FromDays(366) ? value : throw new InvalidSpecException("snapshot.every", value, "a minute to a year");
    } = TimeSpan.FromHours(1);

    /// <summary>Which are kept; those that were taken by hand always are.</summary>
    public SnapshotRetention Keep { get; init => field = value ?? throw new InvalidSpecException("snapshot.keep", null, "which to keep"); } = new();

    /// <summary>Whether memory is saved too where the container runs. Default false.</summary>
    public bool Memory { get; init; }

    /// <summary>Whether one is due. Pure.</summary>
    /// <param name="last">When the schedule took its newest one; null: none yet.</param>
    /// <param name="now">What time it is.</param>
    internal bool IsDue(DateTimeOffset? last, DateTimeOffset now) => last is not { } taken || now - taken >= Every;
}
