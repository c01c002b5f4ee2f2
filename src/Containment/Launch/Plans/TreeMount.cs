using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>A mount of the specification, its options by meaning, and the slot that holds it once it is made.</summary>
internal sealed record TreeMount(OciMount Mount, MountOptions Options, PlanSlot? Slot, bool IsBind)
{
    /// <summary>Symbolic links that are made in it.</summary>
    public IReadOnlyList<(string Name, string Target)> Links { get; init; } = [];

    /// <summary>The name of a directory, still to be made, in the tmpfs before it, which is ours and empty; null: its place is looked for.</summary>
    public string? PlaceInLast { get; init; }
}
