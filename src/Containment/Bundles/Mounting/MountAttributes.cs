namespace Containment.Bundles.Mounting;

/// <summary>What a mount refuses: the MOUNT_ATTR_ bits of mount_setattr(2), with their numbers.</summary>
[Flags]
internal enum MountAttributes : ulong
{
    None = 0,
    ReadOnly = 0x1,
    NoSuid = 0x2,
    NoDev = 0x4,
    NoExec = 0x8,
    NoAtime = 0x10,
    StrictAtime = 0x20,
    /// <summary>All bits of the access time policy; to be cleared whenever one is set. Relatime is none of them.</summary>
    AtimePolicy = 0x70,
    NoDirAtime = 0x80,
    NoSymlinkFollow = 0x200000,
}
