using System.Text;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>
/// All that containment-init will do, decided before anything runs: what the keeper does, and beside it what its child does
/// until it becomes the first process. Printed, it is one line a step.
/// </summary>
/// <param name="Keeper">The steps of the program itself; the last one keeps.</param>
/// <param name="Child">The steps of its child, in the container's namespaces; the last one is an execve.</param>
internal sealed record LaunchPlan(IReadOnlyList<PlanStep> Keeper, IReadOnlyList<PlanStep> Child)
{
    /// <summary>Where the keeper will listen; null for one that serves only who started it.</summary>
    public string? SocketPath { get; init; }

    /// <summary>What was asked for and is left out because the specification says so; for whoever keeps a log.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The directories of the resctrl file system that it makes for this container alone, the innermost first: to be removed after it.</summary>
    public IReadOnlyList<string> ResourceControl { get; init; } = [];

    /// <summary>How many descriptors of whoever launches it wants.</summary>
    public int Inherited { get; init; }

    /// <summary>The steps of a second child, which ends by itself; none in a launch.</summary>
    public IReadOnlyList<PlanStep> Holder { get; init; } = [];

    /// <summary>The steps of those that make user namespaces for mounts, one after the other.</summary>
    public IReadOnlyList<PlanStep> Mapper { get; init; } = [];

    /// <summary>All steps, by the number that a failure names.</summary>
    public IEnumerable<PlanStep> Steps => Keeper.Concat(Child).Concat(Holder).Concat(Mapper);

    public PlanStep this[int step] => Steps.ElementAt(step);

    public byte[] Encode() => PlanEncoder.Encode(Keeper, Child, Holder, Mapper);

    public override string ToString()
    {
        var text = new StringBuilder();
        var n = 0;
        foreach (var step in Keeper) text.Append($"{n++,3} keeper {step}\n");
        foreach (var step in Child) text.Append($"{n++,3} child  {step}\n");
        foreach (var step in Holder) text.Append($"{n++,3} holder {step}\n");
        foreach (var step in Mapper) text.Append($"{n++,3} mapper {step}\n");
        return text.ToString();
    }
}
