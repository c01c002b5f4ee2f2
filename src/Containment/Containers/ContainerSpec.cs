using Containment.Bundles;
using Containment.Devices;
using Containment.Images;
using Containment.Networks;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Containers;

/// <summary>All that is asked of a container: what it is made of, how it runs, what it may use, what it is connected to.</summary>
/// <param name="Id">Its name, one of a kind on its host.</param>
/// <param name="Root">Where its root file system comes from.</param>
/// <param name="Process">Its first process.</param>
public sealed record ContainerSpec(ContainerId Id, RootSource Root, ProcessSpec Process)
{
    /// <summary>What it sees of the machine.</summary>
    public IsolationSpec Isolation { get; init; } = new();

    /// <summary>What it may use. Default: all the machine has.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.Unchanged;

    /// <summary>What the governor promises it. Default: nothing.</summary>
    public ServiceClass Service { get; init => field = (value ?? ServiceClass.Default).Checked(); } = ServiceClass.Default;

    /// <summary>
    /// Lets the kernel merge pages of its memory that are equal to others', its own or other containers' (KSM; Linux 6.4). Saves memory
    /// where many run the same program; whoever times writes can find out which pages others have too. Default false.
    /// </summary>
    public bool MergeMemory { get; init; }

    /// <summary>The most that its own files may take on disk. Default: all there is.</summary>
    public DiskQuota? Disk { get; init; }

    /// <summary>Its interfaces beside loopback. Default: none.</summary>
    public IReadOnlyList<NetworkSpec> Networks { get; init; } = [];

    /// <summary>How names are looked up inside. Null (the default): as its root file system says.</summary>
    public DnsSpec? Dns { get; init; }

    /// <summary>Volumes of its host that it begins with. Default: none.</summary>
    public IReadOnlyList<VolumeMount> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Devices of its host that it begins with. Default: none.</summary>
    public IReadOnlyList<DeviceSpec> Devices { get; init => field = value ?? []; } = [];

    /// <summary>
    /// What asks it to end. Null (the default): that of its image, where the first process is no init of a system container; else SIGTERM, or
    /// SIGRTMIN+3 for such an init. A created container's description says which.
    /// </summary>
    public Signal? StopSignal { get; init; }

    /// <summary>Names and values to find it by; they go along when it moves.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The config.json of the OCI bundle it was made from: then that says how it runs, and <see cref="Process"/> and
    /// <see cref="Isolation"/> only repeat what of it they can say. Null where there is no bundle.
    /// </summary>
    public string? RuntimeConfig { get; init; }

    /// <summary>The directory of that bundle, of which its hooks are told; absolute. Null where there is no bundle.</summary>
    public string? BundlePath { get; init; }

    /// <summary>Describes a container that runs an OCI bundle. Its user namespace, where it wants one, gets host ids of this host's choice.</summary>
    /// <param name="id">The container's name.</param>
    /// <param name="bundle">The bundle; it is read now, and its root file system at each start.</param>
    /// <exception cref="InvalidSpecException">The bundle asks for something that this version does not do; the field is named.</exception>
    public static ContainerSpec FromBundle(ContainerId id, Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return BundleContainer.Describe(id, bundle);
    }
}
