namespace Containment.Linux.Memory;

/// <summary>What is of interest of registered pages (UFFDIO_REGISTER(2)).</summary>
[Flags]
internal enum FaultModes : ulong
{
    Missing = 1,
    WriteProtect = 2,
}
