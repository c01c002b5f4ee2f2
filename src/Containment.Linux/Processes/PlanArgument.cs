namespace Containment.Linux.Processes;

/// <summary>An argument of a step: a number, what a slot holds, or a pointer to data.</summary>
internal readonly record struct PlanArgument(long Value, bool IsSlot, PlanData? Data)
{
    public static implicit operator PlanArgument(int value) => new(value, false, null);
    public static implicit operator PlanArgument(long value) => new(value, false, null);
    public static implicit operator PlanArgument(PlanSlot slot) => new(slot.Number, true, null);
    public static implicit operator PlanArgument(PlanData data) => new(0, false, data);
    public static implicit operator PlanArgument(string text) => new(0, false, PlanData.Of(text));

    /// <summary>A pointer into data.</summary>
    public static PlanArgument Inside(PlanData data, int offset) => new(offset, false, data);
}
