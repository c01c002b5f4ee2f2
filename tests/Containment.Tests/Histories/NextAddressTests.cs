using System.Net;
using Containment.Histories.Cloning;
using Containment.Networks;

namespace Containment.Tests.Histories;

internal sealed class NextAddressTests
{
    [TestCase("10.0.0.5/24", "", "10.0.0.6/24")]
    [TestCase("10.0.0.5/24", "10.0.0.6 10.0.0.7", "10.0.0.8/24")]
    [TestCase("10.0.0.254/24", "", "10.0.0.1/24")]
    [TestCase("10.0.0.254/24", "10.0.0.1", "10.0.0.2/24")]
    [TestCase("10.0.255.254/16", "", "10.0.0.1/16")]
    [TestCase("10.0.0.2/31", "", "10.0.0.3/31")]
    [TestCase("fd00::ffff/64", "", "fd00::1:0/64")]
    [TestCase("fd00::5/112", "fd00::6", "fd00::7/112")]
    public void It_is_the_next_in_the_network_that_nobody_has(string original, string taken, string next) =>
        Assert.That(NextAddress.After(IPNetworkAddress.Parse(original), Taken(taken)).ToString(), Is.EqualTo(next));

    [TestCase("10.0.0.5/32", "")]
    [TestCase("10.0.0.1/30", "10.0.0.2")]
    public void A_full_network_is_told(string original, string taken) =>
        Assert.That(Assert.Throws<ContainmentException>(() => NextAddress.After(IPNetworkAddress.Parse(original), Taken(taken)))!.Reason, Is.EqualTo(FailureReason.Exhausted));

    private static HashSet<IPAddress> Taken(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
}
