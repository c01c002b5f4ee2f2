using Containment.Bundles.Oci;

namespace Containment.Devices.Cdi;

/// <summary>A file of the Container Device Interface: devices of one kind (vendor and class), and what a container is given with each.</summary>
/// <param name="File">Where it was read from.</param>
/// <param name="Kind">As <c>vendor.com/class</c>.</param>
/// <param name="Edits">What is given once with whichever of its devices.</param>
/// <param name="Devices">By their names.</param>
internal sealed record CdiSpec(string File, string Kind, CdiEdits Edits, IReadOnlyDictionary<string, CdiEdits> Devices);

/// <summary>What a container is given (containerEdits).</summary>
internal sealed record CdiEdits
{
    public IReadOnlyList<string> Environment { get; init; } = [];
    public IReadOnlyList<CdiNode> Nodes { get; init; } = [];
    public IReadOnlyList<OciMount> Mounts { get; init; } = [];
    public IReadOnlyList<LinkPart> Links { get; init; } = [];
    public OciHooks? Hooks { get; init; }
}

/// <summary>A device node of such a file. What it leaves out is looked up at the host's node.</summary>
internal sealed record CdiNode(string Path, string HostPath, char? Kind, uint? Major, uint? Minor, int? Mode, string Access, uint Uid, uint Gid);
