using Containment.Linux.Networks;

namespace Containment.Tests.Networks;

internal sealed class NetlinkReaderTests
{
    [TestCase("")]
    [TestCase("0300")]
    [TestCase("03000100")]
    [TestCase("ff000100aabbccdd")]
    public void Attributes_that_do_not_fit_end_the_walk(string hex)
    {
        var seen = 0;
        NetlinkReader.Attributes(Convert.FromHexString(hex), (_, _) => seen++);
        Assert.That(seen, Is.Zero);
    }

    [Test]
    public void The_last_attribute_needs_no_padding()
    {
        var seen = new List<string>();
        NetlinkReader.Attributes(Convert.FromHexString("05000100aa000000" + "06000280bbcc"), (type, value) => seen.Add($"{type}:{Convert.ToHexStringLower(value)}"));
        Assert.That(seen, Is.EqualTo(new[] { "1:aa", "2:bbcc" }), "the nested flag is taken off");
    }

    [Test]
    public void An_error_carries_the_kernels_own_words()
    {
        // -EINVAL, the request's header, then NLMSGERR_ATTR_MSG "no".
        var payload = Convert.FromHexString("eaffffff" + "20000000100005000100000000000000" + "070001006e6f0000");
        var refusal = Assert.Throws<Containment.Linux.Descriptors.KernelRefusal>(() =>
            NetlinkError.Throw(payload, NetlinkFlags.Capped | NetlinkFlags.AckAttributes, "do it"));
        Assert.That(refusal.Message, Does.StartWith("rtnetlink do it (no): EINVAL"));
    }

    [Test]
    public void A_refusal_without_words_still_names_what_was_done() =>
        Assert.That(Assert.Throws<Containment.Linux.Descriptors.KernelRefusal>(() =>
            NetlinkError.Throw(Convert.FromHexString("ffffffff" + "20000000100005000100000000000000"), NetlinkFlags.Capped, "do it"))!.Message, Does.StartWith("rtnetlink do it: EPERM"));

    [Test]
    public void An_acknowledgement_of_zero_is_no_error() =>
        Assert.DoesNotThrow(() => NetlinkError.Throw(Convert.FromHexString("00000000" + "20000000100005000100000000000000"), NetlinkFlags.Capped, "do it"));
}
