namespace Containment.Checkpoints.Hindering;

/// <summary>Something about a container's processes that CRIU can't save, or may not be able to.</summary>
/// <param name="Weight">How much it matters.</param>
/// <param name="Code">Its kind.</param>
/// <param name="What">What was seen: the process, the descriptor, the path.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Hindrance(Weight Weight, string Code, string What, string Why, string Remedy)
{
    /// <summary>It passes by itself when somebody ends something, and is no property of the program.</summary>
    public bool Passing { get; init; }

    public override string ToString() => $"{What}: {Why}; {Remedy}";
}
