using Containment.Bundles;
using Containment.Bundles.Filtering;
using Containment.Bundles.Oci;
using Containment.Launch.Filtering;
using Containment.Linux.Seccomp;
using NUnit.Framework;

namespace Containment.Tests.Launch.Filtering;

[TestFixture]
internal sealed class SeccompCompilerTests
{
    private const uint SocketCall = 102;
    private const uint X64 = 0xc000003e, X86 = 0x40000003, Arm64 = 0xc00000b7, Allowed = 0x7fff0000, NotPermitted = 0x50001, NoSuchCall = 0x50026;

    private static readonly ulong[][] Arguments = [[0, 0, 0], [1, 0x5412, 1], [2, 0x5413, 0], [40, 0x1_0000_5412, 2], [0x10000000, 0xffffffff_80045430, 3], [0xffffffff, 0x5401, 0x12345678_9abcdef0]];

    private static OciSeccomp Profile(string action, params IReadOnlyList<OciSyscallRule> rules) =>
        new() { DefaultAction = action, Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"], Syscalls = rules };

    private static OciSyscallRule Rule(string action, string names, params IReadOnlyList<OciSyscallArgument> arguments) =>
        new() { Names = names.Split(' '), Action = action, Args = arguments };

    private static IEnumerable<TestCaseData> Profiles()
    {
        yield return new TestCaseData(DefaultSeccomp.For(ProcessSpec.DefaultCapabilities)).SetArgDisplayNames("the default");
        yield return new TestCaseData(DefaultSeccomp.For(Capabilities.Names)).SetArgDisplayNames("the default with every capability");
        yield return new TestCaseData(Profile("SCMP_ACT_ALLOW", Rule("SCMP_ACT_ERRNO", "mkdir mkdirat shmat bind semtimedop"), Rule("SCMP_ACT_KILL_PROCESS", "socket", new OciSyscallArgument { Index = 0, Value = 40, Op = "SCMP_CMP_EQ" }))).SetArgDisplayNames("a list of what is refused");
        yield return new TestCaseData(Profile("SCMP_ACT_KILL", Rule("SCMP_ACT_ALLOW", "read write exit_group execve"), Rule("SCMP_ACT_NOTIFY", "mount"), Rule("SCMP_ACT_LOG", "chmod"), Rule("SCMP_ACT_TRACE", "kill"))).SetArgDisplayNames("one of many actions");
        yield return new TestCaseData(Profile("SCMP_ACT_ERRNO", Rule("SCMP_ACT_ALLOW", "dup3", new OciSyscallArgument { Index = 0, Value = 1, Op = "SCMP_CMP_GE" }, new OciSyscallArgument { Index = 2, Value = 1, Op = "SCMP_CMP_LT" }), Rule("SCMP_ACT_ALLOW", "kill", new OciSyscallArgument { Index = 1, Value = 1, Op = "SCMP_CMP_EQ" }, new OciSyscallArgument { Index = 1, Value = 3, Op = "SCMP_CMP_EQ" }))).SetArgDisplayNames("one that compares");
        yield return new TestCaseData(Profile("SCMP_ACT_ERRNO")).SetArgDisplayNames("one that names nothing");
    }

    [TestCaseSource(nameof(Profiles))]
    public void Every_call_gets_what_libseccomp_alone_gives_it_or_ENOSYS_when_it_is_younger_than_the_profile(OciSeccomp profile)
    {
        var filter = SeccompDescription.Read(profile);
        var ours = SeccompCompiler.Compile(filter);
        var (theirs, highest) = Alone(filter);
        foreach (var (architecture, first) in ((uint, uint)[])[(X64, 0), (X64, 0x40000000), (X86, 0), (Arm64, 0)])
            for (var number = first; number < first + 1200; number++)
                foreach (var arguments in Arguments)
                {
                    var expected = FilterMachine.Run(theirs, architecture, number, arguments);
                    if (architecture == X86 && number == SocketCall && arguments[0] == 1 && filter.Rules.Any(SharedCalls.Refuses)) expected = NoSuchCall;
                    if (filter.YoungerCallsAreAbsent && highest.TryGetValue((architecture, first), out var last) && number > last) expected = NoSuchCall;
                    var given = FilterMachine.Run(ours, architecture, number, arguments);
                    if (given != expected) Assert.Fail($"architecture {architecture:x} call {number} ({string.Join(' ', arguments)}): {given:x} and not {expected:x}");
                }
        Assert.Pass($"{ours.Length / 8} instructions, libseccomp alone {theirs.Length / 8}");
    }

    private static (byte[] Program, Dictionary<(uint, uint), uint> Highest) Alone(SeccompFilter filter)
    {
        List<uint> architectures = [LibSeccomp.seccomp_arch_native(), .. filter.Architectures.Select(LibSeccomp.seccomp_arch_resolve_name)];
        using var context = new SeccompContext(filter.Default, architectures);
        Dictionary<(uint, uint), uint> highest = [];
        foreach (var rule in filter.Rules.Where(rule => !SharedCalls.Refuses(rule)))
        {
            var call = LibSeccomp.seccomp_syscall_resolve_name_arch(architectures[0], rule.Call);
            if (call == -1) continue;
            if (rule.Action != filter.Default) context.Add(call, rule);
            foreach (var architecture in architectures)
                if (LibSeccomp.seccomp_syscall_resolve_name_arch(architecture, rule.Call) is >= 0 and var number)
                {
                    var key = architecture == 0x4000003e ? (X64, 0x40000000u) : (architecture, 0u);
                    highest[key] = Math.Max(highest.GetValueOrDefault(key), (uint)number);
                }
        }
        return ([.. context.Export().SelectMany(one => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<BpfInstruction>(ref one)).ToArray())], highest);
    }

    [TestCase(0x5412UL, NotPermitted)]
    [TestCase(0x1_0000_5412UL, NotPermitted)]
    [TestCase(0x5413UL, Allowed)]
    [TestCase(0x5401UL, Allowed)]
    [TestCase(0xffffffff_80045430UL, Allowed)]
    public void Typing_into_a_terminal_is_refused_whatever_stands_in_the_upper_half_of_the_argument(ulong request, uint expected)
    {
        const uint ioctl = 16;
        var program = SeccompCompiler.Compile(SeccompDescription.Read(DefaultSeccomp.For(ProcessSpec.DefaultCapabilities)));
        Assert.That(FilterMachine.Run(program, X64, ioctl, 0, request), Is.EqualTo(expected));
    }

    [TestCase(1UL, NoSuchCall)]
    [TestCase(2UL, Allowed)]
    [TestCase(8UL, Allowed)]
    public void By_default_no_socket_is_made_by_the_shared_call_whose_family_can_not_be_seen(ulong what, uint expected)
    {
        var program = SeccompCompiler.Compile(SeccompDescription.Read(DefaultSeccomp.For(Capabilities.Names)));
        Assert.That(FilterMachine.Run(program, X86, SocketCall, what, 0xffff0000), Is.EqualTo(expected));
    }

    [TestCase(1UL, Allowed)]
    [TestCase(38UL, NotPermitted)]
    [TestCase(40UL, NotPermitted)]
    public void By_default_a_32_bit_program_makes_sockets_of_the_same_families(ulong family, uint expected)
    {
        var program = SeccompCompiler.Compile(SeccompDescription.Read(DefaultSeccomp.For(ProcessSpec.DefaultCapabilities)));
        Assert.That((FilterMachine.Run(program, X86, 359, family, 1), FilterMachine.Run(program, X64, 41, family, 1)), Is.EqualTo((expected, expected)));
    }

    [TestCase("CAP_NET_RAW", Allowed)]
    [TestCase("CAP_CHOWN", NotPermitted)]
    public void Sockets_of_packets_are_for_those_with_the_capability(string capability, uint expected)
    {
        var program = SeccompCompiler.Compile(SeccompDescription.Read(DefaultSeccomp.For([capability])));
        Assert.That(FilterMachine.Run(program, X64, 41, 17, 3), Is.EqualTo(expected));
    }

    [Test]
    public void A_name_that_is_of_no_call_is_passed_over()
    {
        var program = SeccompCompiler.Compile(SeccompDescription.Read(Profile("SCMP_ACT_ERRNO", Rule("SCMP_ACT_ALLOW", "no_such_call getpid"))));
        Assert.That(FilterMachine.Run(program, X64, 39), Is.EqualTo(Allowed));
    }

    [Test]
    public void What_can_not_be_compiled_is_refused_by_the_name_of_its_field()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SeccompPrograms.Of(Profile("SCMP_ACT_NOTIFY")), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.seccomp.defaultAction"));
            Assert.That(() => SeccompPrograms.Of(Profile("SCMP_ACT_ERRNO") with { Architectures = ["SCMP_ARCH_VAX"] }), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.seccomp.architectures"));
            Assert.That(() => SeccompPrograms.Of(Profile("SCMP_ACT_ERRNO") with { Architectures = ["SCMP_ARCH_S390X"] }), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.seccomp"));
        });
    }
}
