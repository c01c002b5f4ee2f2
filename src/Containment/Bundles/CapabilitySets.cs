using Containment.Bundles.Oci;

namespace Containment.Bundles;

/// <summary>
/// The five sets of a process as they can be granted: config.md wants what can't be to be warned of, not refused.
/// </summary>
internal sealed record CapabilitySets(ulong Bounding, ulong Permitted, ulong Effective, ulong Inheritable, ulong Ambient)
{
    /// <summary>What was asked for and is left out, each with its field.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <param name="asked">What the specification says; null is no capability at all.</param>
    /// <param name="grantable">What can be given at most.</param>
    public static CapabilitySets Grant(OciCapabilities? asked, ulong grantable)
    {
        List<string> warnings = [];
        const string here = "this kernel and this process can grant";
        var bounding = Set(asked?.Bounding, "bounding", grantable, here);
        var permitted = Set(asked?.Permitted, "permitted", grantable, here);
        var effective = Set(asked?.Effective, "effective", permitted, "the permitted set holds");
        // A set that is wider than what is there already: capabilities(7).
        var inheritable = Set(asked?.Inheritable, "inheritable", bounding | permitted, "the bounding or the permitted set holds");
        // What is not inheritable can't be ambient (capabilities(7)). Bundles that older runtimes wrote all ask for it, so nobody is told.
        var ambient = Set(asked?.Ambient, "ambient", permitted, "the permitted set holds") & inheritable;
        return new(bounding, permitted, effective, inheritable, ambient) { Warnings = warnings };

        ulong Set(IReadOnlyList<string>? names, string set, ulong most, string why)
        {
            ulong bits = 0;
            foreach (var name in names ?? [])
            {
                if (Capabilities.Find(name) is not { } bit) warnings.Add($"process.capabilities.{set}: {name} is unknown and left out");
                else if ((most & bit) == 0) warnings.Add($"process.capabilities.{set}: {name} is left out, because it is not among what {why}");
                else bits |= bit;
            }
            return bits;
        }
    }
}
