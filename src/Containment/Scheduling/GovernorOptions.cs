namespace Containment.Scheduling;

/// <summary>What a governor does.</summary>
public sealed record GovernorOptions
{
    /// <summary>Who decides. Default: <see cref="SharingPolicy"/>.</summary>
    public IGovernorPolicy Policy { get; init; } = new SharingPolicy();

    /// <summary>Decides and tells, and writes nothing. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>Sets the pace of the kernel's merging of pages as long as a container asked for it. Default true.</summary>
    public bool PaceMerging { get; init; } = true;
}
