namespace Containment.Images.Tar;

/// <summary>What a member of an archive is; the type flags of POSIX pax, "ustar Interchange Format".</summary>
internal enum TarKind { File, HardLink, Symlink, CharDevice, BlockDevice, Directory, Fifo }
