using System.Globalization;
using Containment.Bundles.Oci;
using Containment.Devices.Sysfs;
using Containment.Resources;

namespace Containment.Devices;

/// <summary>A device node that a container is to have.</summary>
/// <param name="Source">The host's node.</param>
/// <param name="Target">Where it is inside, below /dev.</param>
/// <param name="Kind">c or b.</param>
/// <param name="Major">The number of its driver.</param>
/// <param name="Minor">The number at its driver.</param>
internal sealed record NodePart(string Source, string Target, char Kind, uint Major, uint Minor)
{
    /// <summary>Letters of rwm.</summary>
    public string Access { get; init; } = "rw";

    public int Mode { get; init; } = 0x1b0;
    public uint Uid { get; init; }
    public uint Gid { get; init; }

    public static NodePart Of(string source, string target, NodeFacts facts) => new(source, target, facts.Kind, facts.Major, facts.Minor) { Mode = facts.Mode };

    /// <summary>The rule that lets it be used.</summary>
    public DevicePermission Permission => DevicePermission.Allow(string.Create(CultureInfo.InvariantCulture, $"{Kind} {Major}:{Minor} {Access}"));

    public OciDevice Oci => new() { Path = Target, Type = $"{Kind}", Major = Major, Minor = Minor, FileMode = (uint)Mode, Uid = Uid, Gid = Gid };
}
