namespace Containment.Backups;

/// <summary>Which of a container's backups are kept; the newest of each hour, day and so on, as far back as is said. At least one of them must be said.</summary>
public sealed record BackupRetention
{
    /// <summary>So many of the newest.</summary>
    /// <exception cref="InvalidSpecException">Less than 0.</exception>
    public int Last { get; init => field = Count(value, nameof(Last)); }

    /// <summary>The newest of each of so many hours that have one.</summary>
    /// <exception cref="InvalidSpecException">Less than 0.</exception>
    public int Hourly { get; init => field = Count(value, nameof(Hourly)); }

    /// <summary>The newest of each of so many days.</summary>
    /// <exception cref="InvalidSpecException">Less than 0.</exception>
    public int Daily { get; init => field = Count(value, nameof(Daily)); }

    /// <summary>The newest of each of so many weeks.</summary>
    /// <exception cref="InvalidSpecException">Less than 0.</exception>
    public int Weekly { get; init => field = Count(value, nameof(Weekly)); }

    /// <summary>The newest of each of so many months.</summary>
    /// <exception cref="InvalidSpecException">Less than 0.</exception>
    public int Monthly { get; init => field = Count(value, nameof(Monthly)); }

    /// <summary>Whether nothing would be kept.</summary>
    internal bool IsEmpty => Last + Hourly + Daily + Weekly + Monthly == 0;

    private static int Count(int value, string field) => value >= 0 ? value : throw new InvalidSpecException(field, value, "0 or more");
}
