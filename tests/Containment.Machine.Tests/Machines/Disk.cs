namespace Containment.Machine.Tests.Machines;

/// <summary>The disk of a machine, with a file system on it: what is read from it is page cache, which the kernel can take back, and its I/O is counted.</summary>
internal static class Disk
{
    /// <summary>Where it is mounted.</summary>
    public const string Top = "/mnt/disk";

    /// <summary>Makes a file system on it, once, and mounts it.</summary>
    public static Task MountAsync(VirtualMachine machine, CancellationToken cancellation) =>
        machine.DoAsync($"mountpoint -q {Top} || {{ modprobe virtio_blk; mke2fs -q -t ext4 -O ^has_journal /dev/vda; mkdir -p {Top}; mount /dev/vda {Top}; }}", cancellation);

    /// <summary>Its major and minor number, as in the files of cgroups.</summary>
    public static Task<string> NumberAsync(VirtualMachine machine, CancellationToken cancellation) => machine.DoAsync("cat /sys/block/vda/dev", cancellation);
}
