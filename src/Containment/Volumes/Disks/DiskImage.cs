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

    /// <summary>Takes all its room on the host's disk now, so that no other can take it (fallocate(2)). What is in it stays.</summary>
    /// <exception cref="ContainmentException">Exhausted: there is not so much left.</exception>
    public void Reserve()
    {
        try
        {
            using var file = new Descriptor((int)KernelRefusal.Check(LibC.open(Path, OpenFlags.ReadWrite | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0), "open", Path));
            FileSystemCalls.Reserve(file, (long)FileStatus.Of(file).Size);
        }
        catch (KernelRefusal refusal)
        {
            throw refusal.Error == Errno.ENOSPC ? new ContainmentException(FailureReason.Exhausted, Path, $"the disk has no room for {Path}: {refusal.Message}", null, refusal) : new KernelException(refusal);
        }
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
    /// <param name="thin">Whether it takes room only for what is written.</param>
    /// <param name="cancellation">Gives up, as long as the file system is as it was.</param>
    /// <exception cref="ContainmentException">Unsupported: it is ext4, mounted, and this process lacks CAP_SYS_RESOURCE; then it is as it was.</exception>
    public async Task GrowAsync(long size, bool thin, CancellationToken cancellation)
    {
        var before = new FileInfo(Path).Length;
        Lengthen(size, FileMode.Open);
        try
        {
            if (!thin) Reserve();
        }
        catch
        {
            // Nobody has been told yet that it is longer.
            using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.SetLength(file, before);
            throw;
        }
        try
        {
            using var disk = Open();
            disk.Device.TakeSize();
            using var root = disk.Mount();
            if (Kind == VolumeKind.Ext4) FileSystemGrowth.Ext4(root, size);
            else if (Kind == VolumeKind.Xfs) FileSystemGrowth.Xfs(root, size);
            else FileSystemGrowth.Btrfs(root);
            return;
        }
        catch (KernelRefusal refusal)
        {
            if (Kind != VolumeKind.Ext4 || refusal.Error != Errno.EPERM) throw new KernelException(refusal);
        }
        if (!await IsFreeAsync(cancellation).ConfigureAwait(false))
            throw new ContainmentException(FailureReason.Unsupported, Path, $"{Path} is mounted, and to grow a mounted ext4 this process lacks CAP_SYS_RESOURCE; stop the container first, or use XFS or btrfs");
        await DiskTools.GrowAsync(this, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether nobody has it mounted; waits a little for the last user's device to go.</summary>
    public async Task<bool> IsFreeAsync(CancellationToken cancellation)
    {
        const int looks = 50;
        for (var look = 0; look < looks; look++)
        {
            try
            {
                using var device = LoopDevice.Find(Path);
                if (device is null) return true;
            }
            catch (KernelRefusal gone) when (gone.Error == Errno.ENOENT)
            {
                return true;
            }
            await Task.Delay(20, cancellation).ConfigureAwait(false);
        }
        return false;
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
