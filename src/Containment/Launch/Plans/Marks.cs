namespace Containment.Launch.Plans;

/// <summary>The points by which the two processes of a launch wait for each other, in the order in which they are passed.</summary>
internal static class Marks
{
    /// <summary>What the keeper signals.</summary>
    public const int IdsReady = 1, DevicesReady = 2, TreeReady = 3, Enter = 4, Listened = 5, Begin = 6;

    /// <summary>Where the child arrives.</summary>
    public const int FirstMade = 1, Made = 2, Attached = 3, Filtered = 4, Settled = 5, Ready = 6;
}
