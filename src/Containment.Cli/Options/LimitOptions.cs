using System.CommandLine;
using Containment.Resources;

namespace Containment.Cli.Options;

/// <summary>What a container may use, on the command line.</summary>
internal sealed class LimitOptions
{
    private readonly Option<CpuLimit?> _cpu = Parsed.Option<CpuLimit>("--cpus", "CPU time in cores, or none", "cores");
    private readonly Option<CpuPeriod?> _period = Parsed.Option<CpuPeriod>("--cpu-period", "Time over which --cpus counts, 1ms to 1s; 100ms is usual", "time");
    private readonly Option<CpuBurst?> _burst = Parsed.Option<CpuBurst>("--cpu-burst", "CPU time that may be saved up and used beyond --cpus, as in 20ms, or none", "time");
    private readonly Option<CpuWeight?> _weight = Parsed.Option<CpuWeight>("--cpu-weight", "Share of the CPU among containers; 100 is usual", "1-10000");
    private readonly Option<Truth?> _idle = Parsed.Switch("--cpu-idle", "Whether it runs only when nobody else wants the CPU");
    private readonly Option<CpuSet?> _set = Parsed.OptionOfClass<CpuSet>("--cpuset", "The CPUs it may run on, as in 0-3,8, or all", "list");
    private readonly Option<CpuSet?> _nodes = Parsed.OptionOfClass<CpuSet>("--cpuset-mems", "The memory nodes it may use, as in 0-1, or all", "list");
    private readonly Option<MemoryLimit?> _max = Parsed.Option<MemoryLimit>("--memory", "Memory that is never passed, as in 256M, or none", "bytes");
    private readonly Option<MemoryLimit?> _high = Parsed.Option<MemoryLimit>("--memory-high", "Memory above which it is slowed and never killed, or none", "bytes");
    private readonly Option<MemoryLimit?> _low = Parsed.Option<MemoryLimit>("--memory-low", "Memory that is left to it while others have some, or none", "bytes");
    private readonly Option<MemoryLimit?> _min = Parsed.Option<MemoryLimit>("--memory-min", "Memory that is never taken from it, or none (cgroup v2)", "bytes");
    private readonly Option<SwapLimit?> _swap = Parsed.Option<SwapLimit>("--swap", "Swap beyond its memory, 0 for none of it, or none for no limit", "bytes");
    private readonly Option<SwapLimit?> _swapHigh = Parsed.Option<SwapLimit>("--swap-high", "Swap above which it is slowed, or none (cgroup v2)", "bytes");
    private readonly Option<SwapLimit?> _zswap = Parsed.Option<SwapLimit>("--zswap", "Memory for compressed pages, 0 for none of it, or none for no limit (cgroup v2)", "bytes");
    private readonly Option<Truth?> _writeback = Parsed.Switch("--zswap-writeback", "Whether compressed pages may go on to the swap device (cgroup v2)");
    private readonly Option<Truth?> _group = Parsed.Switch("--oom-group", "Whether all of it is killed when one process is for lack of memory (cgroup v2)");
    private readonly Option<PidsLimit?> _pids = Parsed.Option<PidsLimit>("--pids", "Processes and threads, or none", "count");
    private readonly Option<IoWeight?> _ioWeight = Parsed.Option<IoWeight>("--io-weight", "Share of the disks among containers; 100 is usual", "1-10000");
    private readonly Option<string[]> _io = new("--io") { Description = "Limits of a disk, bytes and operations a second: 8:0,rbps=10M,wbps=none,riops=100,wiops=100; its weight=1-10000, its latency=10ms (cgroup v2); may come more than once", HelpName = "limits" };
    private readonly Option<string[]> _hugePages = new("--hugepages") { Description = "Number of huge pages of a size, or none: 2MB=64; may come more than once", HelpName = "SIZE=COUNT" };
    private readonly Option<string[]> _rdma = new("--rdma") { Description = "Limits of an RDMA device: mlx5_0,handles=2,objects=none; may come more than once", HelpName = "limits" };
    private readonly Option<string[]> _misc = new("--misc") { Description = "Number of something that misc.capacity of the kernel lists, or none: sev=5; may come more than once", HelpName = "NAME=COUNT" };
    private readonly Option<NetworkClass?> _class = Parsed.Option<NetworkClass>("--net-class", "Mark of its traffic for tc, hexadecimal as in 10:1, or none (cgroup v1)", "mark");
    private readonly Option<string[]> _priorities = new("--net-prio") { Description = "Priority of its traffic on an interface of the machine: eth0=5; may come more than once (cgroup v1)", HelpName = "NAME=NUMBER" };
    private readonly Option<string[]> _allow = new("--device-allow") { Description = "A device that it may use: \"c 10:229 rwm\", or a node such as /dev/fuse or /dev/fuse:rw; may come more than once", HelpName = "device" };
    private readonly Option<string[]> _deny = new("--device-deny") { Description = "A device that it may not use, written alike; counts after --device-allow", HelpName = "device" };

    public IReadOnlyList<Option> All =>
        [_cpu, _period, _burst, _weight, _idle, _set, _nodes, _max, _high, _low, _min, _swap, _swapHigh, _zswap, _writeback, _group, _pids, _ioWeight, _io, _hugePages, _rdma, _misc, _class, _priorities, _allow, _deny];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    public ResourceLimits Read(ParseResult parsed) => new()
    {
        Cpu = parsed.GetValue(_cpu),
        CpuPeriod = parsed.GetValue(_period),
        CpuBurst = parsed.GetValue(_burst),
        CpuWeight = parsed.GetValue(_weight),
        CpuIdle = parsed.GetValue(_idle)?.Value,
        CpuSet = parsed.GetValue(_set),
        MemoryNodes = parsed.GetValue(_nodes),
        MemoryMax = parsed.GetValue(_max),
        MemoryHigh = parsed.GetValue(_high),
        MemoryLow = parsed.GetValue(_low),
        MemoryMin = parsed.GetValue(_min),
        Swap = parsed.GetValue(_swap),
        SwapHigh = parsed.GetValue(_swapHigh),
        Zswap = parsed.GetValue(_zswap),
        ZswapWriteback = parsed.GetValue(_writeback)?.Value,
        OomGroup = parsed.GetValue(_group)?.Value,
        Pids = parsed.GetValue(_pids),
        IoWeight = parsed.GetValue(_ioWeight),
        Io = [.. Texts(parsed, _io).Select(IoText.Parse)],
        HugePages = [.. Pairs.Read("--hugepages", parsed.GetValue(_hugePages)).Select(pair => new HugePageLimit(HugePageSize.Parse(pair.Key), CountLimit.Parse(pair.Value)))],
        Rdma = [.. Texts(parsed, _rdma).Select(RdmaText.Parse)],
        Misc = [.. Pairs.Read("--misc", parsed.GetValue(_misc)).Select(pair => new MiscLimit(pair.Key, CountLimit.Parse(pair.Value)))],
        NetworkClass = parsed.GetValue(_class),
        NetworkPriorities = [.. Pairs.Read("--net-prio", parsed.GetValue(_priorities)).Select(pair => new NetworkPriority(pair.Key, Priority(pair.Value)))],
        Devices = [.. Texts(parsed, _allow).Select(text => DeviceText.Parse("allow", text)), .. Texts(parsed, _deny).Select(text => DeviceText.Parse("deny", text))],
    };

    private static string[] Texts(ParseResult parsed, Option<string[]> option) => parsed.GetValue(option) ?? [];

    private static uint Priority(string text) => uint.TryParse(text, out var priority) ? priority : throw new InvalidSpecException("--net-prio", text, "a number");
}
