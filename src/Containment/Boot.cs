namespace Containment;

/// <summary>The present run of the machine.</summary>
internal static class Boot
{
    /// <summary>Another one after each start (random(4)).</summary>
    public static string Id { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
