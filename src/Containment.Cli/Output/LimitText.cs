using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>Limits in one line, those that are set.</summary>
internal static class LimitText
{
    public static string Of(ResourceLimits limits)
    {
        var parts = Pairs(limits).Select(pair => $"{pair.Name} {pair.Value}").ToArray();
        return parts.Length == 0 ? "no limits" : string.Join("  ", parts);
    }

    public static IEnumerable<(string Name, string Value)> Pairs(ResourceLimits limits)
    {
        (string Name, string? Value)[] all =
        [
            ("cpus", limits.Cpu?.ToString()), ("cpu-weight", limits.CpuWeight?.ToString()), ("cpuset", limits.CpuSet?.ToString()),
            ("memory", limits.MemoryMax?.ToString()), ("memory-high", limits.MemoryHigh?.ToString()), ("memory-low", limits.MemoryLow?.ToString()),
            ("swap", limits.Swap?.ToString()), ("pids", limits.Pids?.ToString()), ("io-weight", limits.IoWeight?.ToString()),
            .. limits.Io.Select(io => ($"io {io.Device}", (string?)$"rbps={io.ReadBytes} wbps={io.WriteBytes} riops={io.ReadOperations} wiops={io.WriteOperations}")),
        ];
        return from pair in all where pair.Value is not null select (pair.Name, pair.Value);
    }
}
