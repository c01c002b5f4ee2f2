using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Tests.Networks;

/// <summary>Which link is the one that was lent.</summary>
internal sealed class LinkLoanTests
{
    private static readonly Link Card = new("enp0s4", 3, true, true, 1500, 0, "52:54:00:00:00:01", "", null, "") { Parent = "virtio1", PermanentAddress = "52:54:00:00:00:01" };
    private static readonly LentLink Lent = LinkLoan.Of(Card, "lan0", "mark:enp0s4");

    [Test]
    public void A_card_is_known_again_whatever_root_inside_has_changed()
    {
        var changed = Card with { Name = "else", HardwareAddress = "02:00:00:00:00:09", Alias = "mine", Mtu = 1300 };
        Link impostor = new("enp0s4", 9, false, false, 1500, 0, Card.HardwareAddress, "dummy", null, Lent.Mark);
        Assert.That(LinkLoan.Find([impostor, changed], Lent), Is.EqualTo(changed));
        Assert.That(LinkLoan.Find([impostor], Lent), Is.Null);
    }

    [Test]
    public void Of_two_ports_of_one_device_it_is_the_one_with_the_permanent_address()
    {
        var second = Card with { Name = "enp0s4d1", PermanentAddress = "52:54:00:00:00:02" };
        Assert.That(LinkLoan.Find([second, Card with { Name = "lan0" }], Lent)!.Name, Is.EqualTo("lan0"));
        var same = Card with { Name = "twin" };
        Assert.That(LinkLoan.Find([same, Card with { Name = "lan0", Alias = Lent.Mark }], Lent)!.Name, Is.EqualTo("lan0"), "the mark decides between equals");
    }

    [Test]
    public void Where_the_kernel_tells_neither_the_mark_counts_and_before_the_move_the_name()
    {
        var old = Lent with { Parent = "", PermanentAddress = "" };
        Assert.That(LinkLoan.Find([Card with { Alias = "x" }, Card with { Name = "dev0", Alias = old.Mark }], old)!.Name, Is.EqualTo("dev0"));
        Assert.That(LinkLoan.Find([Card], old), Is.EqualTo(Card));
        Assert.That(LinkLoan.Find([Card with { HardwareAddress = "02:00:00:00:00:09" }], old), Is.Null);
    }

    [TestCase("veth", 0, FailureReason.Unsupported)]
    [TestCase("macvlan", 0, FailureReason.Unsupported)]
    [TestCase("", 7, FailureReason.WrongState)]
    public void Virtual_links_and_ports_are_not_lent(string kind, int master, FailureReason reason) =>
        Assert.That(Assert.Throws<ContainmentException>(() => LinkLoan.Check(Card with { Kind = kind, Master = master }))!.Reason, Is.EqualTo(reason));
}
