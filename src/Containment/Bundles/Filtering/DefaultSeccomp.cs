using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Containment.Bundles.Oci;

namespace Containment.Bundles.Filtering;

/// <summary>
/// The filter that containers have when nothing else is said: a list of what is allowed. It depends on the capabilities that a
/// process of the container can have at most. docs/decisions/seccomp.md says why.
/// </summary>
internal static class DefaultSeccomp
{
    private const string Allow = "SCMP_ACT_ALLOW", Refuse = "SCMP_ACT_ERRNO", Equal = "SCMP_CMP_EQ", MaskedEqual = "SCMP_CMP_MASKED_EQ";
    private const uint NotPermitted = 1, NoSuchCall = 38;
    private const ulong PacketFamily = 17;

    /// <summary>SYS_SOCKET of socketcall(2).</summary>
    private const ulong MakeSocket = 1;

    /// <summary>All kinds of namespaces that clone(2) can make.</summary>
    private const ulong NewNamespaces = 0x7e020000;

    private static readonly ConcurrentDictionary<ulong, OciSeccomp> Made = new();

    /// <param name="bounding">The capabilities that bound what its processes can have.</param>
    public static OciSeccomp For(IReadOnlyList<string>? bounding)
    {
        var bits = Capabilities.Bits(bounding, "process.capabilities.bounding");
        return Made.GetOrAdd(bits, Make);
    }

    private static OciSeccomp Make(ulong bits)
    {
        var given = Capabilities.Names.Where((_, number) => (bits >> number & 1) != 0).ToHashSet();
        var powerful = PowerfulCalls.ByCapability.Where(group => given.Contains(group.Key)).SelectMany(group => group.Value).Distinct();
        List<OciSyscallRule> rules =
        [
            new() { Names = [.. OpenCalls.Names, .. powerful], Action = Allow },
            // Its other arguments are in memory, where a filter can't look: by this way of 32-bit programs any family could be made.
            new() { Names = ["socketcall"], Action = Refuse, ErrnoRet = NoSuchCall, Args = [new OciSyscallArgument { Index = 0, Value = MakeSocket, Op = Equal }] },
            .. Families.Where(family => family != PacketFamily || given.Contains("CAP_NET_RAW")).Select(family => Rule("socket", new OciSyscallArgument { Index = 0, Value = family, Op = Equal })),
            .. Personalities.Select(personality => Rule("personality", new OciSyscallArgument { Index = 0, Value = personality, Op = Equal })),
            .. AnyButTerminalInput().Select(argument => Rule("ioctl", argument)),
            // What programs try and do without when the kernel hasn't it.
            new() { Names = ["io_uring_setup", "io_uring_enter", "io_uring_register"], Action = Refuse, ErrnoRet = NoSuchCall },
        ];
        if (!given.Contains("CAP_SYS_ADMIN"))
        {
            rules.Add(Rule("clone", new OciSyscallArgument { Index = 0, Value = NewNamespaces, ValueTwo = 0, Op = MaskedEqual }));
            // Its flags are in memory, where a filter can't look; the C libraries go back to clone.
            rules.Add(new() { Names = ["clone3"], Action = Refuse, ErrnoRet = NoSuchCall });
        }
        return new() { DefaultAction = Refuse, DefaultErrnoRet = NotPermitted, Architectures = Architectures, Syscalls = rules };
    }

    // x32 is left out: the same calls by other numbers, which hardly any kernel offers and no distribution uses.
    private static IReadOnlyList<string> Architectures { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"] : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"];

    /// <summary>
    /// AF_UNIX, AF_INET, AF_INET6, AF_NETLINK and, for those with CAP_NET_RAW, AF_PACKET. The others are of devices and protocols that
    /// namespaces don't divide (AF_VSOCK speaks to the machine's hypervisor) or whose code is seldom used and often broken.
    /// </summary>
    private static readonly ulong[] Families = [1, 2, 10, 16, PacketFamily];

    /// <summary>Linux, 32-bit Linux, both with an old version number, and the question which it is. Others switch protections off.</summary>
    private static readonly ulong[] Personalities = [0, 8, 0x20000, 0x20008, 0xffffffff];

    // TIOCSTI types into a terminal as if at its keyboard, also into one that was lent. The kernel looks at the lower half of the argument
    // alone, so "not equal" to the whole would let it through with a bit set above: allowed is what differs from it in one of 16 bits.
    private static IEnumerable<OciSyscallArgument> AnyButTerminalInput()
    {
        const ulong terminalInput = 0x5412;
        return Enumerable.Range(0, 16).Select(bit => new OciSyscallArgument { Index = 1, Value = 1UL << bit, ValueTwo = ~terminalInput & 1UL << bit, Op = MaskedEqual });
    }

    private static OciSyscallRule Rule(string name, OciSyscallArgument argument) => new() { Names = [name], Action = Allow, Args = [argument] };
}
