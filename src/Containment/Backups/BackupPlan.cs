namespace Containment.Backups;

/// <summary>Which containers are backed up, how often, and what is kept of it.</summary>
/// <param name="Repository">Where they go.</param>
public sealed record BackupPlan(BackupRepository Repository)
{
    /// <summary>How old a container's newest backup may become. Default an hour.</summary>
    /// <exception cref="InvalidSpecException">Less than a minute.</exception>
    public TimeSpan Every { get; init => field = value >= TimeSpan.FromMinutes(1) ? value : throw new InvalidSpecException(nameof(Every), value, "a minute or more"); } = TimeSpan.FromHours(1);

    /// <summary>Which; empty (the default) is all there are.</summary>
    public IReadOnlyList<ContainerId> Containers { get; init; } = [];

    /// <summary>The memory of those that run, too. Default false.</summary>
    public bool Memory { get; init; }

    /// <summary>See <see cref="BackupOptions.KeepCopy"/>. Default true.</summary>
    public bool KeepCopy { get; init; } = true;

    /// <summary>What is kept of each; null (the default) is all.</summary>
    /// <exception cref="InvalidSpecException">None would be kept.</exception>
    public BackupRetention? Keep { get; init => field = value is { IsEmpty: true } ? throw new InvalidSpecException(nameof(Keep), "nothing", "at least one backup that is kept") : value; }
}
