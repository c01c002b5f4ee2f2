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
            ("cpus", limits.Cpu?.ToString()), ("cpu-period", limits.CpuPeriod?.ToString()), ("cpu-burst", limits.CpuBurst?.ToString()), ("cpu-weight", limits.CpuWeight?.ToString()),
            ("cpu-idle", Switch(limits.CpuIdle)), ("cpuset", limits.CpuSet?.ToString()), ("cpuset-mems", limits.MemoryNodes?.ToString()),
            ("memory", limits.MemoryMax?.ToString()), ("memory-high", limits.MemoryHigh?.ToString()), ("memory-low", limits.MemoryLow?.ToString()), ("memory-min", limits.MemoryMin?.ToString()),
            ("swap", limits.Swap?.ToString()), ("swap-high", limits.SwapHigh?.ToString()), ("zswap", limits.Zswap?.ToString()), ("zswap-writeback", Switch(limits.ZswapWriteback)),
            ("oom-group", Switch(limits.OomGroup)), ("pids", limits.Pids?.ToString()), ("io-weight", limits.IoWeight?.ToString()), .. limits.Io.Select(io => ($"io {io.Device}", (string?)Disk(io))),
            .. limits.HugePages.Select(pages => ($"hugepages {pages.Size}", (string?)pages.Pages.ToString())), .. limits.Rdma.Select(rdma => ($"rdma {rdma.Device}", (string?)$"handles={rdma.Handles} objects={rdma.Objects}")),
            .. limits.Misc.Select(misc => ($"misc {misc.Resource}", (string?)misc.Count.ToString())), ("net-class", limits.NetworkClass?.ToString()),
            .. limits.NetworkPriorities.Select(priority => ($"net-prio {priority.Interface}", (string?)$"{priority.Priority}")),
            ("devices", limits.Devices.Count == 0 ? null : string.Join(", ", limits.Devices)),
        ];
        return from pair in all where pair.Value is not null select (pair.Name, pair.Value);
    }

    private static string? Switch(bool? on) => on switch { null => null, true => "true", false => "false" };

    private static string Disk(IoLimit io) =>
        $"rbps={io.ReadBytes} wbps={io.WriteBytes} riops={io.ReadOperations} wiops={io.WriteOperations}{(io.Weight is { } weight ? $" weight={weight}" : "")}{(io.Latency is { } latency ? $" latency={latency}" : "")}";
}
