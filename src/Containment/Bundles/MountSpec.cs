namespace Containment.Bundles;

/// <summary>Something to mount in a container.</summary>
/// <param name="Target">Where, inside the container; absolute. Made where it is missing.</param>
/// <param name="Source">A directory or file of the host; null for a tmpfs.</param>
public sealed record MountSpec(string Target, string? Source = null)
{
    /// <summary>Where, inside the container.</summary>
    public string Target { get; init => field = value.StartsWith('/') ? value : throw new InvalidSpecException("mounts.destination", value, "an absolute path"); } = Target.StartsWith('/') ? Target : throw new InvalidSpecException("mounts.destination", Target, "an absolute path");

    /// <summary>Refuses writing. Default false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>
    /// Shows the files of the source with the container's ids: what is 0 on the host is 0 inside. Needs a source whose file system can map ids (mount_setattr(2)); without
    /// a user namespace nothing has to be mapped. Default false: in a user namespace they are nobody's, but those of the container's own host ids.
    /// </summary>
    public bool IdMapped { get; init; }

    /// <summary>The size of a tmpfs in bytes; null is half of the memory (tmpfs(5)).</summary>
    public long? Size { get; init; }
}
