namespace Containment.Bundles.Oci;

/// <summary>The scheduling policy (sched_setattr(2)).</summary>
internal sealed record OciScheduler
{
    public string Policy { get; init; } = "";
    public int Nice { get; init; }
    public int Priority { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }
    public ulong Runtime { get; init; }
    public ulong Deadline { get; init; }
    public ulong Period { get; init; }

    public static OciScheduler From(SpecNode node)
    {
        node.NotNull("policy", "nice", "priority", "runtime", "deadline", "period");
        return new()
        {
            Policy = node.Text("policy")!,
            Nice = node.Int32("nice") ?? 0,
            Priority = node.Int32("priority") ?? 0,
            Flags = node.Texts("flags"),
            Runtime = node.UInt64("runtime") ?? 0,
            Deadline = node.UInt64("deadline") ?? 0,
            Period = node.UInt64("period") ?? 0,
        };
    }
}
