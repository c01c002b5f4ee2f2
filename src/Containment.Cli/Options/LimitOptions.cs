using System.CommandLine;
using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>What a container may use, on the command line.</summary>
internal sealed class LimitOptions
{
    private readonly Option<CpuLimit?> _cpu = Parsed.Option<CpuLimit>("--cpus", "CPU time in cores, or none", "cores");
    private readonly Option<CpuWeight?> _weight = Parsed.Option<CpuWeight>("--cpu-weight", "Share of the CPU among containers", "1-10000");
    private readonly Option<CpuSet?> _set = Parsed.OptionOfClass<CpuSet>("--cpuset", "The CPUs it may run on", "list");
    private readonly Option<MemoryLimit?> _max = Parsed.Option<MemoryLimit>("--memory", "Memory that is never passed, or none", "bytes");
    private readonly Option<MemoryLimit?> _high = Parsed.Option<MemoryLimit>("--memory-high", "Memory above which it is slowed, or none", "bytes");
    private readonly Option<MemoryLimit?> _low = Parsed.Option<MemoryLimit>("--memory-low", "Memory that is left to it", "bytes");
    private readonly Option<SwapLimit?> _swap = Parsed.Option<SwapLimit>("--swap", "Swap beyond its memory, or none", "bytes");
    private readonly Option<PidsLimit?> _pids = Parsed.Option<PidsLimit>("--pids", "Processes and threads, or none", "count");
    private readonly Option<IoWeight?> _ioWeight = Parsed.Option<IoWeight>("--io-weight", "Share of the disks among containers", "1-10000");
    private readonly Option<string[]> _io = new("--io") { Description = "Limits of a disk: 8:0,rbps=10M,wbps=none,riops=100,wiops=100", HelpName = "limits" };

    public IReadOnlyList<Option> All => [_cpu, _weight, _set, _max, _high, _low, _swap, _pids, _ioWeight, _io];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    public ResourceLimits Read(ParseResult parsed) => new()
    {
        Cpu = parsed.GetValue(_cpu),
        CpuWeight = parsed.GetValue(_weight),
        CpuSet = parsed.GetValue(_set),
        MemoryMax = parsed.GetValue(_max),
        MemoryHigh = parsed.GetValue(_high),
        MemoryLow = parsed.GetValue(_low),
        Swap = parsed.GetValue(_swap),
        Pids = parsed.GetValue(_pids),
        IoWeight = parsed.GetValue(_ioWeight),
        Io = [.. (parsed.GetValue(_io) ?? []).Select(IoText.Parse)],
    };
}
