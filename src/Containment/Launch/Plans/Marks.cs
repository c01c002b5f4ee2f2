namespace Containment.Launch.Plans;

/// <summary>The points by which the two processes of a launch wait for each other, in the order in which they are passed.</summary>
internal static class Marks
{
    /// <summary>What the keeper signals.</summary>
    public const int IdsReady = 1, TreeReady = 2, Enter = 3, Listened = 4, Begin = 5;

    /// <summary>Where the child arrives.</summary>
    public const int Attached = 1, Filtered = 2, Settled = 3, Ready = 4;
}
