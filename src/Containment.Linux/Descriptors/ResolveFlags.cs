namespace Containment.Linux.Descriptors;

/// <summary>How openat2(2) may walk a path.</summary>
[Flags]
internal enum ResolveFlags : ulong
{
    NoCrossMounts = 0x01,
    NoMagicLinks = 0x02,
    NoSymlinks = 0x04,
    Beneath = 0x08,
    InRoot = 0x10,
}
