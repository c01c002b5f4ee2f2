using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class PortFlagTests
{
    private static IEnumerable<string> Steps(NetworkSpec network, bool locked = false) =>
        NetworkPlan.Compile("web", "/state", [network], new Dictionary<string, ParentFacts> { ["br0"] = new("br0", 7, 1500) }, locked).Where(step => step.Where == NetworkPlace.Host).Select(step => step.Describe.Split(' ')[0]);

    private static NetworkSpec Eth0 => new() { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.9.0.2/24")] };

    [Test]
    public void A_link_is_isolated_before_it_is_up() => Assert.That(Steps(Eth0 with { Isolated = true }), Is.EqualTo(new[] { "create", "make", "isolate", "set" }));

    [Test]
    public void A_link_with_published_ports_lets_frames_go_back() => Assert.That(Steps(Eth0 with { Ports = [new(80, 80)] }, locked: true), Is.EqualTo(new[] { "create", "make", "let" }));

    [Test]
    public void Other_links_get_no_message_more() => Assert.That(Steps(Eth0 with { Masquerade = true, Firewall = new(), Bandwidth = new() }), Is.EqualTo(new[] { "create", "make", "set" }));
}
