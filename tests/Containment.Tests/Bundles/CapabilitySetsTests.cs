using Containment.Bundles;

namespace Containment.Tests.Bundles;

internal sealed class CapabilitySetsTests
{
    [Test]
    public void What_can_be_granted_is_granted_without_a_word()
    {
        var sets = CapabilitySets.Grant(new() { Bounding = ["CAP_KILL"], Permitted = ["CAP_KILL"], Effective = ["CAP_KILL"], Inheritable = ["CAP_KILL"], Ambient = ["CAP_KILL"] }, ulong.MaxValue);
        Assert.That(sets with { Warnings = [] }, Is.EqualTo(new CapabilitySets(0x20, 0x20, 0x20, 0x20, 0x20) { Warnings = [] }));
        Assert.That(sets.Warnings, Is.Empty);
    }

    [Test]
    public void No_sets_are_no_capabilities() => Assert.That(CapabilitySets.Grant(null, ulong.MaxValue).Bounding, Is.Zero);

    [Test]
    public void Each_that_is_left_out_is_named_with_its_set()
    {
        var sets = CapabilitySets.Grant(new() { Bounding = ["CAP_KILL", "chown"], Permitted = ["CAP_SYS_ADMIN", "CAP_KILL"], Effective = ["CAP_CHOWN"], Inheritable = ["CAP_NET_RAW"], Ambient = ["CAP_SYS_ADMIN", "CAP_KILL"] }, 0x20);
        Assert.That((sets.Bounding, sets.Permitted, sets.Effective, sets.Inheritable, sets.Ambient), Is.EqualTo((0x20, 0x20, 0, 0, 0)));
        Assert.That(sets.Warnings.Select(warning => warning.Split(' ')[0] + " " + warning.Split(' ')[1]), Is.EqualTo((string[])
        [
            "process.capabilities.bounding: chown", "process.capabilities.permitted: CAP_SYS_ADMIN", "process.capabilities.effective: CAP_CHOWN",
            // CAP_KILL is not inheritable, and so silently not ambient.
            "process.capabilities.inheritable: CAP_NET_RAW", "process.capabilities.ambient: CAP_SYS_ADMIN",
        ]));
    }

    [TestCase("0", 1ul)]
    [TestCase("0-3,7", 0x8ful)]
    [TestCase("63", 1ul << 63)]
    public void A_list_of_cpus_becomes_bits(string list, ulong bits) => Assert.That(BitConverter.ToUInt64(CpuList.Parse(list, "cpus")), Is.EqualTo(bits));

    [TestCase("")]
    [TestCase("a")]
    [TestCase("3-1")]
    [TestCase("1,")]
    [TestCase("-1")]
    [TestCase("99999")]
    public void What_is_no_list_of_cpus_is_refused(string list) => Assert.Throws<InvalidSpecException>(() => CpuList.Parse(list, "cpus"));

    [TestCase("net.ipv4.ip_forward", "net/ipv4/ip_forward")]
    [TestCase("net/ipv4/conf/eth0.1/forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    [TestCase("net.ipv4.conf.eth0/1.forwarding", "net/ipv4/conf/eth0.1/forwarding")]
    public void The_first_separator_of_a_sysctl_counts(string key, string path) => Assert.That(Containment.Bundles.Rules.SysctlRules.Path(key), Is.EqualTo(path));
}
