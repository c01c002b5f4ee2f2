namespace Containment.Linux.Mounts;

/// <summary>
/// Project quotas of ext4 and XFS: all that is made below a directory belongs to its project, and what a project may take is limited (quotactl(2), ioctl_xfs_fsgetxattr(2)).
/// Both file systems answer the calls that were made for XFS.
/// </summary>
internal static unsafe class ProjectQuotas
{
    // QCMD(Q_X…, PRJQUOTA), include/uapi/linux/dqblk_xfs.h.
    private const int Get = ('X' << 8 | 3) << 8 | Kind, SetLimits = ('X' << 8 | 4) << 8 | Kind, GetState = ('X' << 8 | 8) << 8 | Kind, Kind = 2;
    // FS_QUOTA_PDQ_ACCT and FS_QUOTA_PDQ_ENFD of struct fs_quota_statv, whose first byte is its version.
    private const ushort Counted = 1 << 4, Enforced = 1 << 5;
    // struct fs_disk_quota: version, flags, which fields count, the project; then the hard limit and, further on, what it takes, both in 512 bytes.
    private const int RecordSize = 112, FieldsAt = 2, IdAt = 4, LimitAt = 8, UsedAt = 40, FilesAt = 48, Unit = 512;
    private const byte Version = 1, OfProject = 2;
    private const ushort HardLimit = 1 << 3;
    // FS_IOC_FSGETXATTR and FS_IOC_FSSETXATTR with struct fsxattr, include/uapi/linux/fs.h: flags first, the project as the 4th.
    private const nuint GetAttributes = 0x801C581F, SetAttributes = 0x401C5820;
    private const int AttributesSize = 28, Project = 3;
    private const uint Inherit = 0x200;

    /// <summary>Whether a file system keeps projects within their limits; false where this can't be asked (Linux 5.14).</summary>
    public static bool AreEnforced(Descriptor file)
    {
        var state = stackalloc byte[256];
        new Span<byte>(state, 256).Clear();
        state[0] = 1;
        return LibC.syscall(Call.QuotactlFd, file.Number, GetState, 0, (nint)state) == 0 && (*(ushort*)(state + 2) & (Counted | Enforced)) == (Counted | Enforced);
    }

    /// <summary>The project that a directory gives to what is made in it; 0: none.</summary>
    public static uint Of(Descriptor directory)
    {
        var attributes = stackalloc uint[AttributesSize / 4];
        return FileSystemCalls.Ioctl(directory.Number, GetAttributes, attributes) == 0 && (attributes[0] & Inherit) != 0 ? attributes[Project] : 0;
    }

    /// <summary>From now on what is made in a directory is of a project.</summary>
    /// <exception cref="KernelRefusal">The file system has no projects.</exception>
    public static void Give(Descriptor directory, uint project)
    {
        var attributes = stackalloc uint[AttributesSize / 4];
        KernelRefusal.Check(FileSystemCalls.Ioctl(directory.Number, GetAttributes, attributes), "ioctl", "FS_IOC_FSGETXATTR");
        attributes[0] |= Inherit;
        attributes[Project] = project;
        KernelRefusal.Check(FileSystemCalls.Ioctl(directory.Number, SetAttributes, attributes), "ioctl", "FS_IOC_FSSETXATTR");
    }

    /// <summary>Limits a project, in bytes; 0 for no limit.</summary>
    /// <exception cref="KernelRefusal">The kernel refuses it.</exception>
    public static void Limit(Descriptor file, uint project, long bytes)
    {
        var record = stackalloc byte[RecordSize];
        new Span<byte>(record, RecordSize).Clear();
        (record[0], record[1]) = (Version, OfProject);
        *(ushort*)(record + FieldsAt) = HardLimit;
        *(uint*)(record + IdAt) = project;
        *(ulong*)(record + LimitAt) = (ulong)bytes / Unit;
        KernelRefusal.Check(LibC.syscall(Call.QuotactlFd, file.Number, SetLimits, (nint)project, (nint)record), "quotactl_fd", $"Q_XSETQLIM {project}");
    }

    /// <summary>What a project may take, what it takes, and how many files it has; all 0 for one that nobody uses.</summary>
    /// <exception cref="KernelRefusal">The kernel refuses it.</exception>
    public static (long Limit, long Used, long Files) Read(Descriptor file, uint project)
    {
        var record = stackalloc byte[RecordSize];
        new Span<byte>(record, RecordSize).Clear();
        if (LibC.syscall(Call.QuotactlFd, file.Number, Get, (nint)project, (nint)record) < 0)
            return Errno.Last == Errno.ENOENT || Errno.Last == Errno.ESRCH ? default : throw new KernelRefusal("quotactl_fd", $"Q_XGETQUOTA {project}", Errno.Last);
        return (*(long*)(record + LimitAt) * Unit, *(long*)(record + UsedAt) * Unit, *(long*)(record + FilesAt));
    }
}
