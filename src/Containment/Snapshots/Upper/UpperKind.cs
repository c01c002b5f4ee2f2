namespace Containment.Snapshots.Upper;

/// <summary>What an entry of an upper layer is. The numbers go over the wire.</summary>
internal enum UpperKind : byte
{
    File = 1,
    Directory = 2,
    Symlink = 3,
    Fifo = 4,
    Socket = 5,
    CharDevice = 6,
    BlockDevice = 7,
    /// <summary>The name is gone, though a lower layer has it.</summary>
    Whiteout = 8,
    /// <summary>Another name of the file at <see cref="UpperEntry.HardLinkOf"/>.</summary>
    HardLink = 9,
}
