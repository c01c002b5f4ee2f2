using System.Globalization;

namespace Containment.Linux.Mounts;

/// <summary>
/// Groups of btrfs subvolumes that have a limit together (btrfs-quota(5)). What several of them share counts once. A group is known by its
/// level and a number; ours have a level that nobody else takes, and the number of the subvolume that the others lie in.
/// </summary>
internal static unsafe class QuotaGroups
{
    // _IOW(0x94, 42, …), _IOR(0x94, 43, …), _IOW(0x94, 44, …), _IOWR(0x94, 18, …) and _IOR(0x94, 31, …), include/uapi/linux/btrfs.h.
    private const nuint Create = 0x4010942A, SetLimit = 0x8030942B, Rescan = 0x4040942C, LookUp = 0xD0009412, Information = 0x8400941F;
    // _IO(0x94, 8): it wakes who cleans up as well.
    private const nuint Sync = 0x9408;
    private const ulong Level = 0x6374;
    private const int LevelShift = 48, RootInode = 256, MaxReferenced = 1;

    /// <summary>Whether a file is on a btrfs that counts what subvolumes take.</summary>
    public static bool AreCounted(Descriptor file) => Subvolume.CanBeIn(file) && Directory.Exists(DirectoryOf(file));

    /// <summary>The group that belongs to a subvolume.</summary>
    public static ulong Of(Descriptor subvolume)
    {
        var arguments = stackalloc ulong[512];
        new Span<ulong>(arguments, 512).Clear();
        arguments[1] = RootInode;
        KernelRefusal.Check(FileSystemCalls.Ioctl(subvolume.Number, LookUp, arguments), "ioctl", "BTRFS_IOC_INO_LOOKUP");
        return Level << LevelShift | arguments[0];
    }

    /// <summary>The group that every subvolume has by itself, where btrfs counts.</summary>
    public static ulong OwnOf(Descriptor subvolume) => Of(subvolume) & (1UL << LevelShift) - 1;

    /// <exception cref="KernelRefusal">EEXIST: there is such a group.</exception>
    public static void Make(Descriptor file, ulong group)
    {
        var arguments = stackalloc ulong[2] { 1, group };
        KernelRefusal.Check(FileSystemCalls.Ioctl(file.Number, Create, arguments), "ioctl", $"BTRFS_IOC_QGROUP_CREATE {Name(group)}");
    }

    /// <summary>Limits what a group may take together, in bytes.</summary>
    /// <exception cref="KernelRefusal">There is no such group.</exception>
    public static void Limit(Descriptor file, ulong group, long bytes)
    {
        var arguments = stackalloc ulong[6] { group, MaxReferenced, (ulong)bytes, 0, 0, 0 };
        KernelRefusal.Check(FileSystemCalls.Ioctl(file.Number, SetLimit, arguments), "ioctl", $"BTRFS_IOC_QGROUP_LIMIT {Name(group)}");
    }

    /// <summary>What a group may take, and what it takes: as counted last, and what is to be written since.</summary>
    public static (long Limit, long Used) Read(Descriptor file, ulong group)
    {
        var directory = Path.Combine(DirectoryOf(file), Name(group));
        return (Number(directory, "max_referenced"), Number(directory, "referenced") + Number(directory, "rsv_data"));
    }

    /// <summary>Removes those of ours whose subvolumes are all gone, which takes btrfs some time after their deletion.</summary>
    public static void Sweep(Descriptor file)
    {
        var arguments = stackalloc ulong[2];
        var all = DirectoryOf(file);
        foreach (var path in Directory.EnumerateDirectories(all, $"{Level}_*"))
        {
            if (!ulong.TryParse(Path.GetFileName(path).AsSpan($"{Level}_".Length), CultureInfo.InvariantCulture, out var number) || Directory.Exists(Path.Combine(all, $"0_{number}"))) continue;
            (arguments[0], arguments[1]) = (0, Level << LevelShift | number);
            // EBUSY: it still has members.
            FileSystemCalls.Ioctl(file.Number, Create, arguments);
        }
    }

    /// <summary>Has all counted anew where the counts are known to be wrong: kernels before 6.9 lose them when a subvolume in a group is copied.</summary>
    public static void Correct(Descriptor file)
    {
        if (Number(DirectoryOf(file), "inconsistent") == 0) return;
        var arguments = stackalloc ulong[8];
        new Span<ulong>(arguments, 8).Clear();
        // EINPROGRESS: it is under way.
        FileSystemCalls.Ioctl(file.Number, Rescan, arguments);
    }

    /// <summary>Has btrfs clean up behind deleted subvolumes soon, instead of within half a minute: until then they count.</summary>
    public static void Hasten(Descriptor file) => FileSystemCalls.Ioctl(file.Number, Sync, null);

    private static string Name(ulong group) => string.Create(CultureInfo.InvariantCulture, $"{group >> LevelShift}_{group & (1UL << LevelShift) - 1}");

    private static long Number(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        return File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static string DirectoryOf(Descriptor file)
    {
        var information = stackalloc byte[1024];
        new Span<byte>(information, 1024).Clear();
        KernelRefusal.Check(FileSystemCalls.Ioctl(file.Number, Information, information), "ioctl", "BTRFS_IOC_FS_INFO");
        return $"/sys/fs/btrfs/{new Guid(new ReadOnlySpan<byte>(information + 16, 16), bigEndian: true)}/qgroups";
    }
}
