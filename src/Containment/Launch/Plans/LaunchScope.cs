using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>What the parts of a launch plan share while it is compiled.</summary>
internal sealed class LaunchScope(LaunchRequest request)
{
    public LaunchRequest Request { get; } = request;
    public PlanBuilder Plan { get; } = new();
    public NamespaceChoice Namespaces { get; } = NamespaceChoice.Of(request.Spec.Linux?.Namespaces);
    public IdMaps? Ids { get; } = IdMaps.Of(request);
    public OciProcess Process { get; } = request.Spec.Process ?? throw new InvalidSpecException("process", null, "a process to run");

    public PlanSide Keeper => Plan.Keeper;
    public PlanSide Child => Plan.Child;

    /// <summary>Who makes the root, /dev and what is bound: the keeper with the host's powers, or the child in its own user namespace.</summary>
    public PlanSide Maker => Request.Powers.Mounts ? Keeper : Child;

    /// <summary>The user namespace as the keeper, outside of it, sees it: layers are mapped by it. Null when there is none or the child makes them inside.</summary>
    public IdMaps? Outside => Request.Powers.Mounts ? Ids : null;

    /// <summary>The host's ids of root inside.</summary>
    public long RootUid => Ids?.Uid(0) ?? 0;
    public long RootGid => Ids?.Gid(0) ?? 0;

    public PlanSlot Pid { get => field; set; }
    public PlanSlot UserNamespace { get; set; }
    public PlanSlot Root { get; set; }
    public PlanSlot Devices { get; set; }

    /// <summary>Copies of the host's device nodes, to be put over the empty files of these names in /dev once that is attached.</summary>
    public List<(PlanSlot Node, string Name)> HostDevices { get; } = [];

    /// <summary>Device nodes, and the paths that they are put on, where those are not in a /dev of our own.</summary>
    public List<(PlanSlot Node, string Path)> PlacedDevices { get; } = [];

    /// <summary>The file system that has these nodes, and that nobody sees; null when there are none.</summary>
    public PlanSlot? Unseen { get; set; }

    /// <summary>User namespaces for mounts with maps of their own, by these.</summary>
    public Dictionary<string, PlanSlot> MountMaps { get; } = [];

    /// <summary>The directories of the resctrl file system that are made for this container alone, the innermost first.</summary>
    public List<string> ResourceControl { get; } = [];

    /// <summary>What is left out, to be told.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The keeper's own score, to be taken back; null when the container has none of its own.</summary>
    public OutOfMemoryScore? OwnScore { get; set; }

    /// <summary>Where the process will wait to be begun; null when it begins at once.</summary>
    public PlanSlot? Start { get; set; }

    /// <summary>The capabilities that there are to grant: in a user namespace all that the kernel has.</summary>
    public ulong Grantable => Request.Machine.KnownCapabilities & (Ids is null ? Request.Machine.OwnCapabilities : ulong.MaxValue);

    /// <summary>Whether a v1 hierarchy is there: its cgroups are entered by the child itself, and so its cgroup namespace is made after that.</summary>
    public bool Legacy => Request.Cgroup.LegacyProcsFiles.Count > 0;
}
