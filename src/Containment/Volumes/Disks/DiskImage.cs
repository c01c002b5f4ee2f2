using Containment.Linux.Descriptors;
using Containment.Linux.Devices;
using Containment.Linux.Mounts;

namespace Containment.Volumes.Disks;

/// <summary>A file system in a file. What is not written takes no room on the host.</summary>
/// <param name="Path">The file. Its last name should be like no other's: loop devices are looked for by it.</param>
/// <param name="Kind">Which file system.</param>
internal sealed record DiskImage(string Path, VolumeKind Kind)
{
    /// <summary>Makes the file with an empty file system. What a failed try leaves is the caller's.</summary>
    /// <exception cref="ContainmentException">ToolMissing, ToolFailed: its mkfs; Exhausted: the host's disk is full.</exception>
    public async Task MakeAsync(long size, DiskRoot root, CancellationToken cancellation)
    {
        Lengthen(size, FileMode.CreateNew);
        await DiskTools.FormatAsync(this, cancellation).ConfigureAwait(false);
        using var disk = Open();
        using var mount = disk.Mount();
        root.Settle(mount);
    }

    /// <summary>Its device, for as long as the result is not disposed or anything is mounted of it.</summary>
    /// <exception cref="ContainmentException">Unsupported: there are no loop devices here; NotFound: there is no such file.</exception>
    public OpenDisk Open()
    {
        try
        {
            return new(LoopDevice.Of(Path), TypeOf(Kind));
        }
        catch (KernelRefusal refusal)
        {
            throw refusal.Error == Errno.ENOENT && refusal.Subject == Path ? new ContainmentException(FailureReason.NotFound, Path, $"there is no {Path}", null, refusal)
                : refusal.Subject.StartsWith("/dev/loop", StringComparison.Ordinal) ? new ContainmentException(FailureReason.Unsupported, Path, $"a file can't be mounted here: {refusal.Message} (root of the machine can, where it has loop devices: modprobe loop)", null, refusal)
                : new KernelException(refusal);
        }
    }

    /// <summary>Makes the file and its file system larger, whoever has it mounted.</summary>
    /// <param name="size">Its size from now on, in bytes; at least what it is.</param>
    /// <param name="cancellation">Gives up, as long as the file system is as it was.</param>
    /// <exception cref="ContainmentException">Unsupported: it is ext4, mounted, and this process lacks CAP_SYS_RESOURCE; then it is as it was.</exception>
    public async Task GrowAsync(long size, CancellationToken cancellation)
    {
        Lengthen(size, FileMode.Open);
        try
        {
            using var disk = Open();
            disk.Device.TakeSize();
            using var mount = disk.Mount();
            if (Kind == VolumeKind.Ext4) FileSystemGrowth.Ext4(mount, size);
            else if (Kind == VolumeKind.Xfs) FileSystemGrowth.Xfs(mount, size);
            else FileSystemGrowth.Btrfs(mount);
            return;
        }
        catch (KernelRefusal refusal)
        {
            if (Kind != VolumeKind.Ext4 || refusal.Error != Errno.EPERM) throw new KernelException(refusal);
        }
        // The device goes with its last user, a moment after that.
        for (var tries = 0; IsInUse; tries++)
        {
            if (tries == 20) throw new ContainmentException(FailureReason.Unsupported, Path, $"{Path} is mounted, and to grow a mounted ext4 this process lacks CAP_SYS_RESOURCE; stop the container first, or use XFS or btrfs");
            await Task.Delay(10, cancellation).ConfigureAwait(false);
        }
        await DiskTools.GrowAsync(this, cancellation).ConfigureAwait(false);
    }

    private bool IsInUse
    {
        get
        {
            using var device = LoopDevice.Find(Path);
            return device is not null;
        }
    }

    public static string TypeOf(VolumeKind kind) => kind switch { VolumeKind.Ext4 => "ext4", VolumeKind.Xfs => "xfs", VolumeKind.Btrfs => "btrfs", _ => throw new ArgumentOutOfRangeException(nameof(kind)) };

    private void Lengthen(long size, FileMode mode)
    {
        try
        {
            using var file = new FileStream(Path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, BufferSize = 0, Share = FileShare.ReadWrite, UnixCreateMode = mode == FileMode.CreateNew ? UnixFileMode.UserRead | UnixFileMode.UserWrite : null });
            if (mode == FileMode.CreateNew) NoCopyOnWrite.TrySet(file.SafeFileHandle);
            if (file.Length < size) file.SetLength(size);
        }
        catch (IOException full) when (full is not FileNotFoundException)
        {
            throw new ContainmentException(FailureReason.Exhausted, Path, $"{Path} can't have {size} bytes: {full.Message}", null, full);
        }
    }
}
