namespace Containment.Linux.Descriptors;

/// <summary>The type of a file: the S_IFMT bits of its mode (inode(7)).</summary>
internal enum FileKind : ushort
{
    Fifo = 0x1000,
    CharDevice = 0x2000,
    Directory = 0x4000,
    BlockDevice = 0x6000,
    Regular = 0x8000,
    Symlink = 0xA000,
    Socket = 0xC000,
}
