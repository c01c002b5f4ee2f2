namespace Containment.Resources;

/// <summary>How much of an RDMA device a container may use (rdma.max). What is null is left as it is.</summary>
/// <param name="Device">The device's name, such as <c>mlx5_0</c>.</param>
public sealed record RdmaLimit(string Device)
{
    /// <summary>The device's name, such as <c>mlx5_0</c>.</summary>
    /// <exception cref="InvalidSpecException">Not one word.</exception>
    public string Device { get; init => field = NamedKey.Checked("rdma.device", value); } = NamedKey.Checked("rdma.device", Device);

    /// <summary>Handles of the adapter.</summary>
    public CountLimit? Handles { get; init; }

    /// <summary>Objects of the adapter.</summary>
    public CountLimit? Objects { get; init; }
}
