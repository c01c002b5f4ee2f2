using System.ComponentModel.DataAnnotations;

namespace Containment.Hosting;

/// <summary>What AddContainment reads from configuration (section <c>Containment</c>).</summary>
public sealed class ContainmentOptions
{
    /// <summary>See <see cref="ContainerHostOptions.StateDirectory"/>.</summary>
    [Required]
    public string StateDirectory { get; set; } = "/var/lib/containment";

    /// <summary>See <see cref="ContainerHostOptions.RuntimeDirectory"/>.</summary>
    [Required]
    public string RuntimeDirectory { get; set; } = "/run/containment";

    /// <summary>See <see cref="ContainerHostOptions.CgroupParent"/>.</summary>
    public string? CgroupParent { get; set; }

    /// <summary>See <see cref="ContainerHostOptions.FirstSubordinateId"/>.</summary>
    public uint FirstSubordinateId { get; set; } = 100_000;

    /// <summary>How containers come from other hosts.</summary>
    public MigrationOptions Migration { get; set; } = new();

    /// <summary>Whether and how memory and CPUs are given out among containers.</summary>
    public GovernorSection Governor { get; set; } = new();

    /// <summary>By which plans containers are backed up. Default: by none.</summary>
    public IList<BackupSection> Backups { get; } = [];

    internal ContainerHostOptions ToHostOptions(Microsoft.Extensions.Logging.ILoggerFactory loggers, TimeProvider clock) => new()
    {
        StateDirectory = StateDirectory,
        RuntimeDirectory = RuntimeDirectory,
        CgroupParent = CgroupParent,
        FirstSubordinateId = FirstSubordinateId,
        LoggerFactory = loggers,
        TimeProvider = clock,
    };
}
