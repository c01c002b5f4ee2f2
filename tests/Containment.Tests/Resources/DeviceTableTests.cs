using Containment.Linux.Devices;

namespace Containment.Tests.Resources;

internal sealed class DeviceTableTests
{
    private static readonly DeviceRule Null = new(true, DeviceKind.Character, 1, 3, DeviceAccess.All);
    private static readonly DeviceRule Terminals = new(true, DeviceKind.Character, 136, null, DeviceAccess.Read | DeviceAccess.Write);

    private static string[] Writes(DeviceTable from, params DeviceRule[] rules) =>
        [.. from.WritesTo(DeviceTable.Of(rules)).Select(rule => $"{(rule.Allow ? "allow" : "deny")} {rule}")];

    private static DeviceTable Everything => DeviceTable.Parse("a *:* rwm\n");

    [Test]
    public void From_everything_all_is_denied_first() =>
        Assert.That(Writes(Everything, DeviceRule.DenyAll, Null, Terminals), Is.EqualTo(new[] { "deny a *:* rwm", "allow c 1:3 rwm", "allow c 136:* rw" }));

    [Test]
    public void A_change_writes_only_what_differs() =>
        Assert.That(Writes(DeviceTable.Parse("c 1:3 rwm\nc 136:* rw\n"), DeviceRule.DenyAll, Null with { Access = DeviceAccess.Read }, Terminals with { Access = DeviceAccess.All }),
            Is.EqualTo(new[] { "deny c 1:3 wm", "allow c 136:* m" }));

    [Test]
    public void What_is_said_before_everything_does_not_matter() =>
        Assert.That(Writes(Everything, Null, DeviceRule.DenyAll with { Allow = true }, Null with { Allow = false, Access = DeviceAccess.Write }), Is.EqualTo(new[] { "allow a *:* rwm", "deny c 1:3 w" }));

    [Test]
    public void Later_rules_take_from_earlier_ones() =>
        Assert.That(Writes(Everything, DeviceRule.DenyAll, Null, Terminals, new(false, DeviceKind.Character, null, null, DeviceAccess.Write)), Is.EqualTo(new[] { "deny a *:* rwm", "allow c 1:3 rm", "allow c 136:* r" }));

    [Test]
    public void Rules_for_all_kinds_but_not_for_all_numbers_are_two() =>
        Assert.That(Writes(Everything, DeviceRule.DenyAll, new DeviceRule(true, DeviceKind.All, 7, null, DeviceAccess.MakeNode)), Is.EqualTo(new[] { "deny a *:* rwm", "allow b 7:* m", "allow c 7:* m" }));

    [Test]
    public void A_hole_in_a_wider_rule_is_more_than_v1_can_hold() =>
        Assert.That(() => DeviceTable.Of([DeviceRule.DenyAll, Terminals, Terminals with { Allow = false, Minor = 5 }]), Throws.TypeOf<NotSupportedException>().With.Message.Contains("c 136:5 rw"));

    [Test]
    public void The_kernels_list_reads_back_as_the_table_that_made_it() =>
        Assert.That(DeviceTable.Parse("c 136:* rw\nc 1:3 rwm\n").Same(DeviceTable.Of([DeviceRule.DenyAll, Null, Terminals])));
}
