using Containment.Bundles.Oci;

namespace Containment.Bundles.Rules;

/// <summary>config-linux.md, "User namespace mappings".</summary>
internal static class IdMappingRules
{
    private const int MostLines = 340;

    public static void Check(IReadOnlyList<OciIdMapping>? mappings, string field)
    {
        if (mappings?.Count > MostLines) throw new InvalidSpecException(field, mappings.Count, $"at most {MostLines} mappings (user_namespaces(7))");
        Rule.Each(mappings, field, (mapping, at) =>
        {
            if (mapping.Size == 0) throw new InvalidSpecException($"{at}.size", mapping.Size, "at least 1");
            if ((ulong)mapping.ContainerId + mapping.Size > uint.MaxValue) throw new InvalidSpecException($"{at}.containerID", mapping.ContainerId, "a range that ends below 4294967295");
            if ((ulong)mapping.HostId + mapping.Size > uint.MaxValue) throw new InvalidSpecException($"{at}.hostID", mapping.HostId, "a range that ends below 4294967295");
            foreach (var other in mappings!.TakeWhile(earlier => !ReferenceEquals(earlier, mapping)))
                if (Overlap(other.ContainerId, other.Size, mapping.ContainerId, mapping.Size) || Overlap(other.HostId, other.Size, mapping.HostId, mapping.Size))
                    throw new InvalidSpecException(at, $"{mapping.ContainerId} {mapping.HostId} {mapping.Size}", "a range apart from the earlier ones");
        });
    }

    private static bool Overlap(uint a, uint sizeOfA, uint b, uint sizeOfB) => a < (ulong)b + sizeOfB && b < (ulong)a + sizeOfA;
}
