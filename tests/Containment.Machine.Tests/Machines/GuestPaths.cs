namespace Containment.Machine.Tests.Machines;

/// <summary>Where things are in a machine.</summary>
internal static class GuestPaths
{
    public const string ProgramsTag = "programs", RedisTag = "redis";

    /// <summary>A root file system with busybox, for containers.</summary>
    public const string Busybox = "/var/busybox";

    /// <summary>A Debian root file system with redis-server (eng/rootfs.sh), on the joined machines.</summary>
    public const string Redis = "/mnt/redis";
}
