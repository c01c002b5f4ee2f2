namespace Containment;

/// <summary>A volume of the host where a container sees it.</summary>
/// <param name="Volume">The volume's name.</param>
/// <param name="Target">An absolute path inside; made when it is not there.</param>
public sealed record VolumeMount(string Volume, string Target)
{
    /// <summary>The volume's name.</summary>
    public string Volume { get; init => field = VolumeName.Checked(value); } = VolumeName.Checked(Volume);

    /// <summary>Where it is seen.</summary>
    public string Target { get; init => field = CheckedTarget(value); } = CheckedTarget(Target);

    /// <summary>Refuses writing through this container. A volume has at most one that may write. Default false.</summary>
    public bool ReadOnly { get; init; }

    private static string CheckedTarget(string target)
    {
        var names = target?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return target is ['/', ..] && names.Length > 0 && !names.Any(name => name is "." or "..") ? "/" + string.Join('/', names) : throw new InvalidSpecException("volumes.target", target, "an absolute path below /");
    }
}
