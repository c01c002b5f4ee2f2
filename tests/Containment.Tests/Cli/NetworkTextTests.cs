using System.CommandLine;
using Containment.Cli.Options;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Tests.Cli;

internal sealed class NetworkTextTests
{
    [Test]
    public void All_of_the_hosts_side_is_read()
    {
        var network = NetworkText.Parse("bridge=br0,ip=10.0.0.2/24,publish=8080:80,publish=127.0.0.1:53:53/udp,nat=true,isolated=true,in=drop,out=reject,rule=accept in tcp 80 8000-8099 with 10.0.0.0/8 fd00::/8,rule=drop out icmp,rule=accept out,in-rate=10M,out-rate=1M,burst=256K");
        Assert.Multiple(() =>
        {
            Assert.That(network.Ports, Is.EqualTo(new[] { PublishedPort.Parse("8080:80"), PublishedPort.Parse("127.0.0.1:53:53/udp") }));
            Assert.That((network.Masquerade, network.Isolated), Is.EqualTo((true, true)));
            Assert.That(network.Bandwidth, Is.EqualTo(new Bandwidth { In = IoRate.Of(10 << 20), Out = IoRate.Of(1 << 20), Burst = 256 << 10 }));
            Assert.That((network.Firewall!.Inbound, network.Firewall.Outbound), Is.EqualTo((FirewallAction.Drop, FirewallAction.Reject)));
            Assert.That(network.Firewall.Rules.Select(rule => $"{rule.Action} {rule.Direction} {rule.Protocol} {string.Join(' ', rule.Ports)} {string.Join(' ', rule.Peers)}".TrimEnd()), Is.EqualTo(new[]
            {
                "Accept In Tcp 80 8000-8099 10.0.0.0/8 fd00::/8", "Drop Out Icmp", "Accept Out Any",
            }));
        });
    }

    [Test]
    public void Without_any_of_it_there_is_none()
    {
        var network = NetworkText.Parse("bridge=br0,ip=10.0.0.2/24");
        Assert.That((network.Ports.Count, network.Masquerade, network.Isolated, network.Firewall, network.Bandwidth), Is.EqualTo((0, false, false, (Firewall?)null, (Bandwidth?)null)));
    }

    [TestCase("nat=1")]
    [TestCase("in=deny")]
    [TestCase("rule=accept")]
    [TestCase("rule=accept up")]
    [TestCase("rule=deny in")]
    [TestCase("rule=accept in sctp")]
    [TestCase("rule=accept in tcp x")]
    [TestCase("rule=accept in tcp 80 with 10.0.0.0")]
    [TestCase("in-rate=fast")]
    [TestCase("in-rate=1")]
    [TestCase("burst=-")]
    [TestCase("publish=80")]
    public void What_can_not_be_read_is_refused(string text) => Assert.Throws<InvalidSpecException>(() => NetworkText.Parse($"bridge=br0,{text}"));

    [Test]
    public void Published_ports_are_those_of_the_first_network() =>
        Assert.That(Read("-r", "/r", "-n", "bridge=br0,ip=10.0.0.2/24", "-n", "bridge=br1,name=b", "-p", "8080:80", "-p", "53:53/udp", "web", "sh").Select(network => string.Join(' ', network.Ports)), Is.EqualTo(new[] { "8080:80 53:53/udp", "" }));

    [Test]
    public void A_published_port_without_a_network_is_refused() => Assert.Throws<InvalidSpecException>(() => Read("-r", "/r", "-p", "8080:80", "web", "sh"));

    private static IReadOnlyList<NetworkSpec> Read(params string[] arguments)
    {
        var command = new Command("run");
        var options = new SpecOptions();
        options.AddTo(command);
        return options.Read(command.Parse(arguments)).Networks;
    }
}
