namespace Containment.Kernel.Tests.Histories;

/// <summary>Where a container's layers are: all tests of snapshots are for both.</summary>
internal enum LayerPlace
{
    /// <summary>In directories, on the file system of the machine.</summary>
    Directories,
    /// <summary>In subvolumes, on a btrfs of the test's own.</summary>
    Subvolumes,
}
