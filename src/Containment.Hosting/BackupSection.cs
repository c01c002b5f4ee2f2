using Containment.Backups;

namespace Containment.Hosting;

/// <summary>A plan by which containers are backed up (an entry of section <c>Containment:Backups</c>).</summary>
public sealed class BackupSection
{
    /// <summary>See <see cref="BackupRepository.Location"/>.</summary>
    public string Repository { get; set; } = "";

    /// <summary>See <see cref="BackupRepository.PasswordFile"/>. Other credentials are in the environment.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>See <see cref="BackupPlan.Every"/>.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>See <see cref="BackupPlan.Containers"/>.</summary>
    public IList<string> Containers { get; } = [];

    /// <summary>See <see cref="BackupPlan.Memory"/>.</summary>
    public bool Memory { get; set; }

    /// <summary>See <see cref="BackupPlan.KeepCopy"/>.</summary>
    public bool KeepCopy { get; set; } = true;

    /// <summary>See <see cref="BackupRetention.Last"/>. With all five at zero, everything is kept.</summary>
    public int KeepLast { get; set; }

    /// <summary>See <see cref="BackupRetention.Hourly"/>.</summary>
    public int KeepHourly { get; set; }

    /// <summary>See <see cref="BackupRetention.Daily"/>.</summary>
    public int KeepDaily { get; set; }

    /// <summary>See <see cref="BackupRetention.Weekly"/>.</summary>
    public int KeepWeekly { get; set; }

    /// <summary>See <see cref="BackupRetention.Monthly"/>.</summary>
    public int KeepMonthly { get; set; }

    internal BackupPlan ToPlan() => new(new BackupRepository(Repository) { PasswordFile = PasswordFile })
    {
        Every = Every,
        Containers = [.. Containers.Select(name => ContainerId.Parse(name, null))],
        Memory = Memory,
        KeepCopy = KeepCopy,
        Keep = KeepLast + KeepHourly + KeepDaily + KeepWeekly + KeepMonthly == 0 ? null : new() { Last = KeepLast, Hourly = KeepHourly, Daily = KeepDaily, Weekly = KeepWeekly, Monthly = KeepMonthly },
    };
}
