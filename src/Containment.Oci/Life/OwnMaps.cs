using Containment.Bundles.Oci;
using Containment.Launch;
using Containment.Linux.Namespaces;

namespace Containment.Oci.Life;

/// <summary>The id maps of a bundle that an ordinary user runs: by newuidmap and newgidmap, or by himself where they hold his own id alone.</summary>
internal static class OwnMaps
{
    public static LaunchPowers Powers(RuntimeSpec spec) =>
        Self.Standing == Standing.User && Of(spec).Lone && Of(spec).Users[0].Outside == Self.User ? LaunchPowers.LoneUser : LaunchPowers.Current;

    public static Task GiveAsync(RuntimeSpec spec, int pid, CancellationToken cancellationToken) => Of(spec).MapAsync(pid, cancellationToken);

    private static OwnIds Of(RuntimeSpec spec) => new(Lines(spec.Linux?.UidMappings), Lines(spec.Linux?.GidMappings));

    private static IReadOnlyList<IdLine> Lines(IReadOnlyList<OciIdMapping>? maps) => [.. (maps ?? []).Select(map => new IdLine(map.ContainerId, map.HostId, map.Size))];
}
