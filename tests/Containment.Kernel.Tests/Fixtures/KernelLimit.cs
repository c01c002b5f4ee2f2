using System.Globalization;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>What the kernel says of a process's limits, read past the library.</summary>
internal static class KernelLimit
{
    public static string Memory(int process) => Read(process, "memory", "memory.limit_in_bytes", "memory.max");

    public static string Pids(int process) => Read(process, "pids", "pids.max", "pids.max");

    /// <summary>How many processors' time it may use, or infinity.</summary>
    public static double Cores(int process)
    {
        var words = IsUnified("cpu")
            ? Read(process, "cpu", "", "cpu.max").Split(' ')
            : [Read(process, "cpu", "cpu.cfs_quota_us", ""), Read(process, "cpu", "cpu.cfs_period_us", "")];
        return words[0] is "max" or "-1" ? double.PositiveInfinity : double.Parse(words[0], CultureInfo.InvariantCulture) / double.Parse(words[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Its share of processors as the hierarchy counts it.</summary>
    public static int Weight(int process) => int.Parse(Read(process, "cpu", "cpu.shares", "cpu.weight"), CultureInfo.InvariantCulture);

    /// <summary>Whether a controller is v2's.</summary>
    public static bool IsUnified(string controller) => !File.ReadLines("/proc/self/cgroup").Any(line => line.Split(':')[1].Split(',').Contains(controller));

    /// <summary>The cgroups a process is in, one of each hierarchy.</summary>
    public static string[] Cgroups(int process) => File.ReadAllLines($"/proc/{process}/cgroup");

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
