namespace Containment.Demo;

/// <summary>Reads a process's limits where the kernel keeps them, past the library.</summary>
internal static class KernelFiles
{
    public static string Limits(int processId, string when) =>
        string.Join('\n', new[]
        {
            Find(processId, "memory", "memory.limit_in_bytes", "memory.max"),
            Find(processId, "cpu", "cpu.cfs_quota_us", "cpu.max"),
        }.Select(line => $"        {when}{line}"));

    private static string Find(int processId, string controller, string legacy, string unified)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/cgroup"))
        {
            var parts = line.Split(':', 3);
            var isUnified = parts[1].Length == 0;
            if (!isUnified && !parts[1].Split(',').Contains(controller)) continue;
            foreach (var mount in Mounts(isUnified ? "cgroup2" : "cgroup", isUnified ? null : controller))
            {
                var file = Path.Join(mount, parts[2], isUnified ? unified : legacy);
                if (File.Exists(file)) return $"{file} = {File.ReadAllText(file).Trim()}";
            }
        }
        return $"no file of the {controller} controller was found";
    }

    private static IEnumerable<string> Mounts(string type, string? controller) =>
        from line in File.ReadLines("/proc/mounts")
        let words = line.Split(' ')
        where words[2] == type && (controller is null || words[3].Split(',').Contains(controller))
        select words[1];
}
