using Containment.Containers.Guests;
using Containment.Resources;

namespace Containment.Tests.Guests;

/// <summary>What the kernel of a machine with four processors and 16 GB said, and a container on it.</summary>
internal static class Recorded
{
    public const string Meminfo = """
        MemTotal:       16384000 kB
        MemFree:         9000000 kB
        MemAvailable:   12000000 kB
        Buffers:           27952 kB
        Cached:          2170160 kB
        SwapCached:          100 kB
        Active:           559412 kB
        Inactive:        1697332 kB
        Active(anon):       2408 kB
        Inactive(anon):    87692 kB
        Active(file):     557004 kB
        Inactive(file):  1609640 kB
        Unevictable:       17836 kB
        Mlocked:           16848 kB
        SwapTotal:       2097152 kB
        SwapFree:        2000000 kB
        Dirty:               516 kB
        Writeback:             0 kB
        AnonPages:         76588 kB
        Mapped:           102924 kB
        Shmem:             31564 kB
        KReclaimable:     175356 kB
        Slab:             214436 kB
        SReclaimable:     175356 kB
        SUnreclaim:        39080 kB
        KernelStack:        2252 kB
        PageTables:         3308 kB
        CommitLimit:    12342040 kB
        VmallocTotal:   34359738367 kB
        HugePages_Total:       0
        Hugepagesize:       2048 kB

        """;

    public const string Stat = "cpu  97705 0 25937 145064 1774 0 292 100 0 0\ncpu0 47725 0 11913 75482 245 0 45 49 0 0\ncpu1 49979 0 14023 69581 1528 0 247 50 0 0\nintr 1612771 0 0\nctxt 7067243\nbtime 1795763429\nprocesses 74165\nprocs_running 5\nprocs_blocked 0\nsoftirq 1292584 0 115195\n";

    public const string X64Processors = "processor\t: 0\nmodel name\t: A\ncpu cores\t: 4\n\nprocessor\t: 1\nmodel name\t: B\n\nprocessor\t: 2\nmodel name\t: C\n\nprocessor\t: 3\nmodel name\t: D\n\n";

    public const string Arm64Processors = "processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\nBogoMIPS\t: 50.00\n\nHardware\t: A board\nSerial\t\t: 0\n";

    public static GuestFacts Facts(ResourceLimits? limits = null) => new()
    {
        Limits = limits ?? new(),
        Online = CpuSet.Parse("0-3"),
        MachineUptime = TimeSpan.FromSeconds(5000),
        Uptime = TimeSpan.FromSeconds(100),
        Usage = new() { CpuTime = TimeSpan.FromSeconds(30), CpuUser = TimeSpan.FromSeconds(21), CpuSystem = TimeSpan.FromSeconds(9), Pids = 7 },
        Memory = new() { Current = 100L << 20, Anonymous = 40L << 20, Cache = 50L << 20, Shared = 8L << 20, InactiveFile = 30L << 20, ActiveFile = 12L << 20, InactiveAnonymous = 48L << 20, SlabReclaimable = 4L << 20, SlabUnreclaimable = 1L << 20, Swap = 16L << 20 },
    };
}
