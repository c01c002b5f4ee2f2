using Containment.Bundles;
using Containment.Bundles.Filtering;
using Containment.Linux.Seccomp;
using NUnit.Framework;

namespace Containment.Tests.Launch.Filtering;

[TestFixture]
internal sealed class DefaultSeccompTests
{
    /// <summary>Those that the profile judges by their arguments.</summary>
    private static readonly string[] Judged = ["socket", "personality", "ioctl", "io_uring_setup", "io_uring_enter", "io_uring_register"];

    private static IEnumerable<string> Everything => [.. OpenCalls.Names, .. PowerfulCalls.ByCapability.Values.SelectMany(names => names), .. ShutCalls.Names, .. Judged];

    [Test]
    public void Every_call_that_libseccomp_knows_here_is_decided_on_and_none_is_forgotten()
    {
        var decided = Everything.ToHashSet();
        var forgotten = from architecture in new[] { "x86_64", "x86", "aarch64" }
                        let token = LibSeccomp.seccomp_arch_resolve_name(architecture)
                        from number in Enumerable.Range(0, 500)
                        let name = NameOf(token, number)
                        where name is not null && !decided.Contains(name)
                        select name;
        Assert.That(forgotten.Distinct(), Is.Empty);
    }

    [Test]
    public void No_call_is_in_two_of_the_lists_that_exclude_each_other()
    {
        var open = OpenCalls.Names.ToHashSet();
        Assert.Multiple(() =>
        {
            Assert.That(OpenCalls.Names, Is.Unique);
            Assert.That(PowerfulCalls.ByCapability.Values.SelectMany(names => names).Where(open.Contains), Is.Empty);
            Assert.That(ShutCalls.Names.Where(open.Contains), Is.Empty);
            Assert.That(PowerfulCalls.ByCapability.Keys, Is.SubsetOf(Capabilities.Names));
        });
    }

    [TestCase("CAP_SYS_ADMIN", "mount")]
    [TestCase("CAP_SYS_ADMIN", "unshare")]
    [TestCase("CAP_SYS_PTRACE", "kcmp")]
    [TestCase("CAP_SYS_TIME", "clock_settime")]
    [TestCase("CAP_BPF", "bpf")]
    public void A_capability_opens_the_calls_that_are_of_use_with_it_and_no_others_do(string capability, string call)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Allowed([capability]), Does.Contain(call));
            Assert.That(Allowed([.. ProcessSpec.DefaultCapabilities]), Does.Not.Contain(call));
        });
    }

    [Test]
    public void The_same_capabilities_give_the_same_object_so_that_it_is_compiled_once() =>
        Assert.That(DefaultSeccomp.For(["CAP_KILL", "CAP_CHOWN"]), Is.SameAs(DefaultSeccomp.For(["CAP_CHOWN", "CAP_KILL"])));

    private static IEnumerable<string> Allowed(IReadOnlyList<string> capabilities) =>
        DefaultSeccomp.For(capabilities).Syscalls!.Where(rule => rule.Action == "SCMP_ACT_ALLOW" && rule.Args is null).SelectMany(rule => rule.Names!);

    private static string? NameOf(uint architecture, int number)
    {
        var text = seccomp_syscall_resolve_num_arch(architecture, number);
        return text == 0 ? null : System.Runtime.InteropServices.Marshal.PtrToStringUTF8(text);
    }

    // A few hundred short strings are not given back.
    [System.Runtime.InteropServices.DllImport("libseccomp.so.2")]
    private static extern nint seccomp_syscall_resolve_num_arch(uint architecture, int number);
}
