using Containment.Linux.Devices;

namespace Containment.Tests.Resources;

/// <summary>The program is run here as the kernel would, by an interpreter of the few instructions that it has, beside the meaning of the rules.</summary>
internal sealed class DeviceProgramTests
{
    [Test]
    public void Nothing_is_allowed_by_no_rules() => Assert.That(Runs([], DeviceKind.Character, 1, 3, DeviceAccess.Read), Is.False);

    [Test]
    public void An_access_of_several_kinds_needs_all_of_them()
    {
        DeviceRule[] rules = [DeviceRule.DenyAll, new(true, DeviceKind.Character, 1, 3, DeviceAccess.Read), new(true, DeviceKind.Character, 1, null, DeviceAccess.Write)];
        Assert.That(Runs(rules, DeviceKind.Character, 1, 3, DeviceAccess.Read | DeviceAccess.Write));
        Assert.That(Runs(rules, DeviceKind.Character, 1, 5, DeviceAccess.Read | DeviceAccess.Write), Is.False);
        Assert.That(Runs(rules, DeviceKind.Block, 1, 3, DeviceAccess.Read), Is.False);
    }

    [Test]
    public void Every_program_decides_as_the_last_rule_for_each_kind_of_access_says()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 2000; round++)
        {
            var rules = Enumerable.Range(0, random.Next(6)).Select(_ => new DeviceRule(random.Next(2) == 0, (DeviceKind)random.Next(3), Number(random), Number(random), (DeviceAccess)random.Next(1, 8))).ToArray();
            var (kind, major, minor, access) = ((DeviceKind)random.Next(1, 3), (uint)random.Next(3), (uint)random.Next(3), (DeviceAccess)random.Next(1, 8));
            Assert.That(Runs(rules, kind, major, minor, access), Is.EqualTo(Meant(rules, kind, major, minor, access)), $"{string.Join("; ", rules)}: {kind} {major}:{minor} {access}");
        }
    }

    [Test]
    public void Numbers_beyond_two_thousand_million_are_compared_whole()
    {
        DeviceRule[] rules = [new(true, DeviceKind.Block, uint.MaxValue, 0x8000_0000, DeviceAccess.All)];
        Assert.That(Runs(rules, DeviceKind.Block, uint.MaxValue, 0x8000_0000, DeviceAccess.Write));
        Assert.That(Runs(rules, DeviceKind.Block, uint.MaxValue, 0x8000_0001, DeviceAccess.Write), Is.False);
    }

    [Test]
    public void An_instruction_is_eight_bytes() => Assert.That(System.Runtime.InteropServices.Marshal.SizeOf<BpfInstruction>(), Is.EqualTo(8));

    private static uint? Number(Random random) => random.Next(4) is var number and < 3 ? (uint)number : null;

    private static bool Meant(DeviceRule[] rules, DeviceKind kind, uint major, uint minor, DeviceAccess access) =>
        ((DeviceAccess[])[DeviceAccess.MakeNode, DeviceAccess.Read, DeviceAccess.Write]).Where(one => access.HasFlag(one)).All(one =>
            rules.LastOrDefault(rule => (rule.Kind == DeviceKind.All || rule.Kind == kind) && (rule.Major ?? major) == major && (rule.Minor ?? minor) == minor && rule.Access.HasFlag(one)).Allow);

    private static bool Runs(DeviceRule[] rules, DeviceKind kind, uint major, uint minor, DeviceAccess access)
    {
        var program = DeviceProgram.Compile(rules);
        uint[] context = [(uint)kind | ((uint)access << 16), major, minor];
        var registers = new uint[11];
        for (var at = 0; ; at++)
        {
            var one = program[at];
            ref var to = ref registers[one.Registers & 15];
            switch (one.Code)
            {
                case 0x61: to = context[one.Offset / 4]; break;
                case 0xbc: to = registers[one.Registers >> 4]; break;
                case 0xb7: to = (uint)one.Value; break;
                case 0x54: to &= (uint)one.Value; break;
                case 0x74: to >>= one.Value; break;
                case 0x56: at += to != (uint)one.Value ? one.Offset : 0; break;
                case 0x16: at += to == (uint)one.Value ? one.Offset : 0; break;
                case 0x95: return registers[0] == 1;
                default: throw new InvalidOperationException($"no such instruction: {one.Code:x}");
            }
        }
    }
}
