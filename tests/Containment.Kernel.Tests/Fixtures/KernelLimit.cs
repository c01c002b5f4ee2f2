namespace Containment.Kernel.Tests.Fixtures;

/// <summary>What the kernel says of a process's limits, read past the library.</summary>
internal static class KernelLimit
{
    public static string Memory(int process) => Read(process, "memory", "memory.limit_in_bytes", "memory.max");

    public static string Pids(int process) => Read(process, "pids", "pids.max", "pids.max");

    private static string Read(int process, string controller, string legacy, string unified)
    {
        foreach (var line in File.ReadLines($"/proc/{process}/cgroup"))
        {
            var parts = line.Split(':', 3);
            var v2 = parts[1].Length == 0;
            if (!v2 && !parts[1].Split(',').Contains(controller)) continue;
            foreach (var mount in File.ReadLines("/proc/mounts").Select(mount => mount.Split(' ')))
            {
                if (mount[2] != (v2 ? "cgroup2" : "cgroup") || !v2 && !mount[3].Split(',').Contains(controller)) continue;
                var file = Path.Join(mount[1], parts[2], v2 ? unified : legacy);
                if (File.Exists(file)) return File.ReadAllText(file).Trim();
            }
        }
        throw new AssertionException($"process {process} has no {unified}");
    }
}
