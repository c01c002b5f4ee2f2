namespace Containment.Scheduling;

/// <summary>What a governor does.</summary>
public sealed record GovernorOptions
{
    /// <summary>Who decides. Default: <see cref="SharingPolicy"/>.</summary>
    public IGovernorPolicy Policy { get; init; } = new SharingPolicy();

    /// <summary>Decides and tells, and writes nothing. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// Looks at once when containers together wait for memory for a tenth of half a second (a PSI trigger; without CAP_SYS_RESOURCE of two
    /// seconds), however long the policy wanted to wait. Default true.
    /// </summary>
    public bool Alarms { get; init; } = true;

    /// <summary>Sets the pace of the kernel's merging of pages as long as a container asked for it. Default true.</summary>
    public bool PaceMerging { get; init; } = true;
}
