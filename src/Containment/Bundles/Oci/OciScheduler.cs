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
}
