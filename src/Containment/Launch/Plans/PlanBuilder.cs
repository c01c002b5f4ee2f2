using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Collects the steps of a plan while it is compiled.</summary>
internal sealed class PlanBuilder
{
    private byte _slots;

    public PlanSide Keeper { get; } = new();
    public PlanSide Child { get; } = new();

    /// <summary>A second child, which ends by itself; a launch has none.</summary>
    public PlanSide Holder { get; } = new();

    /// <summary>One that makes a user namespace for a mount, and ends.</summary>
    public PlanSide Mapper { get; } = new();

    public PlanSlot Slot() => new(_slots < PlanSlot.None ? _slots++ : throw new InvalidSpecException("mounts", "too many", "a container that needs at most 255 descriptors to begin"));

    public LaunchPlan Build() => new(Keeper.Steps, Child.Steps) { Holder = Holder.Steps, Mapper = Mapper.Steps };
}
