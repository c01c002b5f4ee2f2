namespace Containment.Launch.Plans;

/// <summary>The numbers by which statfs(2) tells file systems (include/uapi/linux/magic.h).</summary>
internal static class FileSystemType
{
    public const long Proc = 0x9fa0, System = 0x62656572, Terminals = 0x1cd1, Memory = 0x1021994;
}
