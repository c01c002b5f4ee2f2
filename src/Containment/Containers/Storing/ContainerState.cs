using Containment.Bundles;
using Containment.Devices;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Containers.Storing;

/// <summary>What a host must remember of a container beside its description. Changed only under the container's lock.</summary>
internal sealed record ContainerState
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required DateTimeOffset CreatedAt { get; init; }

    public required Ownership Ownership { get; init; }

    /// <summary>Null without a user namespace.</summary>
    public IdRange? Ids { get; init; }

    /// <summary>The read-only layers found at creation, top first: a start resolves no image again.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>Its own layers above those, and its snapshots.</summary>
    public OwnLayers Own { get; init => field = value ?? new(); } = new();

    /// <summary>What the root source was, exactly.</summary>
    public string? Digest { get; init; }

    /// <summary>The disk quota with all later changes, and by what it is kept; null: none.</summary>
    public DiskQuota? Disk { get; init; }

    /// <summary>The limits of the description with all later changes.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.Unchanged;

    /// <summary>The volumes that it has: those of the description with all later changes.</summary>
    public IReadOnlyList<VolumeMount> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>The mounts that it has: those of the description with all later changes; null: those of the description.</summary>
    public IReadOnlyList<MountSpec>? Mounts { get; init; }

    /// <summary>The devices that it has: those of the description with all later changes.</summary>
    public IReadOnlyList<DeviceSpec> Devices { get; init => field = value ?? []; } = [];

    /// <summary>The class of service when it was changed since the creation; null: that of the description.</summary>
    public ServiceClass? Service { get; init; }

    /// <summary>The description of a container with the mounts and devices that it has now.</summary>
    public ContainerSpec Now(ContainerSpec spec) => spec with { Isolation = Mounts is null ? spec.Isolation : spec.Isolation with { Mounts = Mounts }, Devices = Devices };

    /// <summary>The disk quota that another container gets which is to be like this one: as large, and kept by what was asked for.</summary>
    /// <param name="asked">What was asked for this one.</param>
    public DiskQuota? DiskLike(DiskQuota? asked) => asked is null || Disk is null ? asked : asked with { Bytes = Disk.Bytes };
}
