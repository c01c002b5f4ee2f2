namespace Containment.Histories;

/// <summary>Which of the snapshots that a schedule took are kept. One that any of the rules keeps is kept. Periods are those of UTC; weeks begin on Monday.</summary>
public sealed record SnapshotRetention
{
    private const int Most = 300;

    /// <summary>How many of the newest. Default 24.</summary>
    public int Last { get; init => field = Checked(value, nameof(Last)); } = 24;

    /// <summary>The newest of each of so many hours that have one. Default 0.</summary>
    public int Hourly { get; init => field = Checked(value, nameof(Hourly)); }

    /// <summary>The newest of each of so many days that have one. Default 0.</summary>
    public int Daily { get; init => field = Checked(value, nameof(Daily)); }

    /// <summary>The newest of each of so many weeks that have one. Default 0.</summary>
    public int Weekly { get; init => field = Checked(value, nameof(Weekly)); }

    private static int Checked(int value, string name) => value is >= 0 and <= Most ? value : throw new InvalidSpecException($"snapshot.keep.{name}", value, $"0 to {Most}");
}
