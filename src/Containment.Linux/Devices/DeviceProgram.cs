namespace Containment.Linux.Devices;

/// <summary>
/// Writes the eBPF program that decides an access to a device as rules say (struct bpf_cgroup_dev_ctx, linux/bpf.h). The
/// last rule comes first: it decides on the kinds of access that it names, and what is left goes on to the one before. Pure.
/// </summary>
internal static class DeviceProgram
{
    // A program of more would be no slower to load, but nobody means it.
    public const int MostRules = 4096;

    private const int Verdict = 0, Context = 1, Kind = 2, Left = 3, Major = 4, Minor = 5, Scratch = 1;

    public static BpfInstruction[] Compile(IReadOnlyList<DeviceRule> rules)
    {
        if (rules.Count > MostRules) throw new NotSupportedException($"more than {MostRules} device rules");
        List<BpfInstruction> program =
        [
            BpfInstruction.Load(Kind, Context, 0), BpfInstruction.Copy(Left, Kind), BpfInstruction.And(Kind, 0xffff), BpfInstruction.ShiftRight(Left, 16),
            BpfInstruction.Load(Major, Context, 4), BpfInstruction.Load(Minor, Context, 8),
        ];
        var rest = false;
        foreach (var rule in rules.Reverse())
        {
            if (rule.IsEverything)
            {
                rest = rule.Allow;
                break;
            }
            Add(program, rule);
        }
        program.AddRange([BpfInstruction.Set(Verdict, rest ? 1 : 0), BpfInstruction.Exit]);
        return [.. program];
    }

    private static void Add(List<BpfInstruction> program, DeviceRule rule)
    {
        var access = (int)rule.Access;
        BpfInstruction[] decide = rule.Allow
            ? [BpfInstruction.And(Left, (int)DeviceAccess.All & ~access), BpfInstruction.SkipUnless(Left, 0, 2), BpfInstruction.Set(Verdict, 1), BpfInstruction.Exit]
            : [BpfInstruction.Copy(Scratch, Left), BpfInstruction.And(Scratch, access), BpfInstruction.SkipIf(Scratch, 0, 2), BpfInstruction.Set(Verdict, 0), BpfInstruction.Exit];
        List<(int Register, uint Value)> tests = [];
        if (rule.Kind != DeviceKind.All) tests.Add((Kind, (uint)rule.Kind));
        if (rule.Major is { } major) tests.Add((Major, major));
        if (rule.Minor is { } minor) tests.Add((Minor, minor));
        for (var i = 0; i < tests.Count; i++) program.Add(BpfInstruction.SkipUnless(tests[i].Register, tests[i].Value, tests.Count - 1 - i + decide.Length));
        program.AddRange(decide);
    }
}
