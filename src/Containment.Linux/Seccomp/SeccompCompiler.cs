namespace Containment.Linux.Seccomp;

/// <summary>
/// Compiles filters. libseccomp does it with the rules that compare arguments; what always happens to a call needs only its
/// number (which libseccomp knows too), and is found by a search over ranges of numbers put in front. A tenth of the time to
/// compile and less than half of the time to load, compared with a program by libseccomp alone.
/// <code>
/// architecture -> search by number -> allow | refuse | ENOSYS (younger than the profile)
///             \                   \-> libseccomp's program: comparisons of arguments
///              \-------------------->  the same: another architecture is killed
/// </code>
/// </summary>
internal static class SeccompCompiler
{
    /// <summary>The kernel's limit (BPF_MAXINSNS).</summary>
    private const int MostInstructions = 4096;

    private const uint X64 = 0xc000003e, X32 = 0x4000003e, X32Calls = 0x40000000;

    /// <exception cref="LibraryMissing">libseccomp is not installed.</exception>
    /// <exception cref="ArgumentException">An architecture is not known to libseccomp.</exception>
    /// <exception cref="KernelRefusal">libseccomp refused a rule.</exception>
    public static byte[] Compile(SeccompFilter filter)
    {
        SeccompLibrary.Demand();
        List<uint> architectures = [LibSeccomp.seccomp_arch_native()];
        foreach (var name in filter.Architectures)
        {
            var token = LibSeccomp.seccomp_arch_resolve_name(name);
            if (token == 0) throw new ArgumentException(name, nameof(filter));
            if (!architectures.Contains(token)) architectures.Add(token);
        }
        using var context = new SeccompContext(filter.Default, architectures);
        var tables = architectures.ToDictionary(one => one, one => new CallTable(one == X32 ? X32Calls : 0));
        foreach (var rules in filter.Rules.Where(rule => !SharedCalls.Refuses(rule)).GroupBy(rule => rule.Call)) Place(filter, [.. rules], context, tables);
        return Join(filter, context.Export(), tables);
    }

    private static void Place(SeccompFilter filter, List<SeccompRule> rules, SeccompContext context, Dictionary<uint, CallTable> tables)
    {
        var numbers = tables.Keys.Select(architecture => (architecture, Number: LibSeccomp.seccomp_syscall_resolve_name_arch(architecture, rules[0].Call))).ToList();
        // Unknown to this libseccomp: the kernel may know it, and then it is younger than all that is named.
        if (numbers.All(one => one.Number == LibSeccomp.UnknownCall)) return;
        var shared = SharedCalls.Includes(rules[0].Call) || numbers.Any(one => SharedCalls.Includes(one.Number));
        var compared = shared || rules.Any(rule => rule.Comparisons.Count > 0 || rule.Action != rules[0].Action);
        foreach (var (architecture, number) in numbers)
        {
            if (number >= 0) tables[architecture].Set((uint)number, compared ? null : rules[0].Action);
            else if (SharedCalls.Includes(number)) SharedCalls.Set(tables[architecture], architecture, rules[0].Call);
        }
        if (!compared) return;
        var call = numbers[0].Number != LibSeccomp.UnknownCall ? numbers[0].Number : numbers.First(one => one.Number != LibSeccomp.UnknownCall).Number;
        foreach (var rule in rules)
            if (rule.Action != filter.Default) context.Add(call, rule);
    }

    private static byte[] Join(SeccompFilter filter, BpfInstruction[] compared, Dictionary<uint, CallTable> tables)
    {
        const uint absent = 38;
        var younger = filter.YoungerCallsAreAbsent ? SeccompActions.Error(absent) : filter.Default;
        List<(uint Architecture, List<BpfInstruction> Search)> searches = [];
        var after = 0;
        foreach (var (architecture, table) in tables.Reverse())
        {
            if (architecture == X32) continue;
            var ranges = table.Ranges(filter.Default, younger);
            // Two architectures that the kernel tells apart by the number alone.
            if (architecture == X64) ranges.AddRange(tables.TryGetValue(X32, out var x32) ? x32.Ranges(filter.Default, younger) : [new(X32Calls, null)]);
            List<BpfInstruction> search = [.. SharedCalls.Before(architecture, filter.Rules.Where(SharedCalls.Refuses)), .. CallSearch.Write(ranges, after)];
            searches.Insert(0, (architecture, search));
            after += search.Count;
        }
        List<BpfInstruction> program = [BpfInstruction.Load(BpfInstruction.Architecture)];
        var before = 0;
        for (var n = 0; n < searches.Count; n++)
        {
            // Over the tests and searches that come between.
            program.Add(BpfInstruction.Equal(searches[n].Architecture, 0, 1));
            program.Add(BpfInstruction.Jump((searches.Count - n - 1) * 2 + 1 + before));
            before += searches[n].Search.Count;
        }
        program.Add(BpfInstruction.Jump(after));
        foreach (var (_, search) in searches) program.AddRange(search);
        program.AddRange(compared);
        if (program.Count > MostInstructions) throw new KernelRefusal("seccomp", $"a filter of {program.Count} instructions", new(7));
        return MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(program)).ToArray();
    }
}
