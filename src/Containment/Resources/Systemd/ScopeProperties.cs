using System.Globalization;
using Containment.Bundles.Oci;
using Containment.Resources.Oci;

namespace Containment.Resources.Systemd;

/// <summary>
/// The limits of a scope as systemd's properties (systemd.resource-control(5)), in the order in which busctl(1) wants them:
/// name, signature, value. systemd writes them to the scope's files again whenever it likes, so it must know them. Pure.
/// </summary>
internal static class ScopeProperties
{
    // What systemd would write anew without being told.
    private static readonly (string File, string Name)[] Files =
    [
        ("memory.min", "MemoryMin"), ("memory.low", "MemoryLow"), ("memory.high", "MemoryHigh"), ("memory.max", "MemoryMax"), ("memory.swap.max", "MemorySwapMax"),
        ("cpu.weight", "CPUWeight"), ("pids.max", "TasksMax"),
    ];

    private const long UsualPeriod = 100_000, Step = 10_000;

    /// <param name="resources">linux.resources.</param>
    /// <param name="unified">Whether systemd runs the machine's v2 tree; v1's values it would read on another scale.</param>
    public static IReadOnlyList<string[]> Of(OciResources? resources, bool unified)
    {
        List<string[]> properties = [["Delegate", "b", "true"], ["DefaultDependencies", "b", "false"], ["CPUAccounting", "b", "true"], ["MemoryAccounting", "b", "true"], ["TasksAccounting", "b", "true"]];
        if (!unified || resources is null) return properties;
        properties.Add(["IOAccounting", "b", "true"]);
        if (resources.Memory is { } memory)
        {
            Add("MemoryMax", memory.Limit);
            Add("MemoryLow", memory.Reservation is < 0 ? 0 : memory.Reservation);
            if (memory.Swap is < 0) Add("MemorySwapMax", -1);
            else if (memory is { Swap: > 0, Limit: > 0 } && memory.Swap >= memory.Limit) properties.Add(["MemorySwapMax", "t", Text(memory.Swap.Value - memory.Limit.Value)]);
        }
        if (resources.Cpu is { } cpu)
        {
            if (cpu.Shares is { } shares and > 0) Add("CPUWeight", OciScales.WeightOfShares(shares));
            if (cpu.Quota is < 0) Add("CPUQuotaPerSecUSec", -1);
            else if (cpu.Quota is { } quota and > 0) Add("CPUQuotaPerSecUSec", PerSecond(quota, Period(cpu)));
            if (cpu.Period is > 0) Add("CPUQuotaPeriodUSec", Period(cpu));
        }
        if (resources.BlockIo?.Weight is { } weight and > 0) Add("IOWeight", OciScales.IoWeightOfBlkio(weight));
        if (resources.Pids is { Limit: not 0 } pids) Add("TasksMax", pids.Limit);
        // Said by file they count more than by field, and systemd takes the last that it is told.
        foreach (var (file, name) in Files)
            if (resources.Unified?.GetValueOrDefault(file)?.Trim() is { } text && (text == "max" ? ulong.MaxValue : ulong.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : (ulong?)null) is { } given)
                properties.Add([name, "t", Text(given)]);
        return properties;

        void Add(string name, long? value)
        {
            if (value is { } number and not 0) properties.Add([name, "t", number < 0 ? Text(ulong.MaxValue) : Text(number)]);
        }
    }

    /// <summary>All arguments of busctl for a scope with one process in it.</summary>
    public static IReadOnlyList<string> Start(ScopeName name, string description, int pid, IReadOnlyList<string[]> properties, bool user)
    {
        string[][] all = [["Description", "s", description], ["Slice", "s", name.Slice], ["PIDs", "au", "1", Text(pid)], .. properties];
        return [.. Call(user, "StartTransientUnit"), "ssa(sv)a(sa(sv))", name.Unit, "fail", Text(all.Length), .. all.SelectMany(property => property), "0"];
    }

    /// <summary>All arguments of busctl that end a scope.</summary>
    public static IReadOnlyList<string> Stop(string unit, bool user) => [.. Call(user, "StopUnit"), "ss", unit, "replace"];

    /// <summary>All arguments of busctl that change a scope.</summary>
    public static IReadOnlyList<string> Change(string unit, IReadOnlyList<string[]> properties, bool user) =>
        [.. Call(user, "SetUnitProperties"), "sba(sv)", unit, "true", Text(properties.Count), .. properties.SelectMany(property => property)];

    private static string[] Call(bool user, string method) =>
        [user ? "--user" : "--system", "--quiet", "call", "org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", method];

    // systemd counts in hundredths of a CPU, and rounds down to none.
    private static long PerSecond(long quota, long period)
    {
        var exact = (Int128)quota * 1_000_000 / period;
        var stepped = (exact + Step - 1) / Step * Step;
        return stepped <= long.MaxValue ? (long)stepped : throw new InvalidSpecException("linux.resources.cpu.quota", quota, $"at most {(Int128)long.MaxValue * period / 1_000_000} in {period} microseconds");
    }

    private static long Period(OciCpu cpu) => cpu.Period switch
    {
        null or 0 => UsualPeriod,
        <= long.MaxValue and var given => (long)given,
        var given => throw new InvalidSpecException("linux.resources.cpu.period", given, $"at most {long.MaxValue} microseconds"),
    };

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
