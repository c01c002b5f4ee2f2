namespace Containment.Kernel.Tests.Histories;

/// <summary>Where a container's layers are: tests of snapshots are for each, those of faults and clones for the first two.</summary>
internal enum LayerPlace
{
    /// <summary>In directories, on the file system of the machine.</summary>
    Directories,
    /// <summary>In subvolumes, on a btrfs of the test's own.</summary>
    Subvolumes,
    /// <summary>In a file system of their own, which is the container's disk quota.</summary>
    Image,
}
