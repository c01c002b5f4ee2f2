namespace Containment.Launch.Plans;

/// <summary>The points by which the two processes of a launch wait for each other, in the order in which they are passed.</summary>
internal static class Marks
{
    /// <summary>What the keeper signals. Between the first two are those of <see cref="Turns"/>.</summary>
    public const int IdsReady = 1, TreeReady = 1000, Enter = 1001, Listened = 1002, Begin = 1003;

    /// <summary>Where the child arrives before those of <see cref="Turns"/>.</summary>
    public const int ClockMade = 1;

    /// <summary>Where the child arrives, after those of <see cref="Turns"/>.</summary>
    public const int Attached = 1000, Filtered = 1001, Settled = 1002, Ready = 1003;
}
