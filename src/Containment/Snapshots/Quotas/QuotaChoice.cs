namespace Containment.Snapshots.Quotas;

/// <summary>Decides by what a quota is kept. Pure.</summary>
internal static class QuotaChoice
{
    /// <param name="asked">What is asked for.</param>
    /// <param name="facts">What there is.</param>
    /// <param name="userNamespace">Whether root of the container is somebody else outside. Who is not can change the project of files, and so leave its quota.</param>
    /// <exception cref="ContainmentException">Unsupported: what is asked for can't be had here; the message says what would help.</exception>
    public static DiskQuotaKind Of(DiskQuota asked, QuotaFacts facts, bool userNamespace) => asked.Kind switch
    {
        _ when !facts.Root => throw Refused(facts, "only root of the machine can give a container a disk quota"),
        DiskQuotaKind.Auto => facts.Projects && userNamespace ? DiskQuotaKind.Project : DiskQuotaKind.Image,
        DiskQuotaKind.Project => facts.Projects ? DiskQuotaKind.Project
            : throw Refused(facts, $"the file system of {facts.Directory} enforces no project quotas; mount it with prjquota (ext4 needs tune2fs -O project,quota -Q prjquota before), or ask for an image"),
        DiskQuotaKind.Subvolume => facts.Groups ? DiskQuotaKind.Subvolume
            : throw Refused(facts, $"the file system of {facts.Directory} is no btrfs with quotas; enable them (btrfs quota enable {facts.Directory}), or ask for an image"),
        DiskQuotaKind.Image => DiskQuotaKind.Image,
        _ => throw new InvalidSpecException("disk.kind", asked.Kind, "one of its names"),
    };

    private static ContainmentException Refused(QuotaFacts facts, string message) => new(FailureReason.Unsupported, facts.Directory, message);
}
