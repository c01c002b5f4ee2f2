namespace Containment.Resources;

/// <summary>How fast a container may use one block device. What is null is left as it is.</summary>
public sealed record IoLimit(BlockDevice Device)
{
    /// <summary>Bytes read a second.</summary>
    public IoRate? ReadBytes { get; init; }

    /// <summary>Bytes written a second.</summary>
    public IoRate? WriteBytes { get; init; }

    /// <summary>Read operations a second.</summary>
    public IoRate? ReadOperations { get; init; }

    /// <summary>Write operations a second.</summary>
    public IoRate? WriteOperations { get; init; }

    /// <summary>Its share of this device, instead of <see cref="ResourceLimits.IoWeight"/> (io.weight, io.bfq.weight; v1: blkio.bfq.weight_device). BFQ and io.cost heed it.</summary>
    public IoWeight? Weight { get; init; }

    /// <summary>Its target for the latency of this device (io.latency, CONFIG_BLK_CGROUP_IOLATENCY; not on v1).</summary>
    public IoLatency? Latency { get; init; }
}
