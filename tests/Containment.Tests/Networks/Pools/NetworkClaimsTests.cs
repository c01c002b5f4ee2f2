using System.Net;
using Containment.Networks;
using Containment.Networks.Pools;

namespace Containment.Tests.Networks.Pools;

internal sealed class NetworkClaimsTests
{
    private static readonly NetworkSpec OnLan = new() { Link = new NetworkLink.Network("lan") };
    private string _directory = "";
    private ContainerHost _host = null!;
    private NetworkStore _store = null!;

    [SetUp]
    public async Task MakeAsync()
    {
        _directory = Directory.CreateTempSubdirectory("ct").FullName;
        _host = ContainerHost.Open(new() { StateDirectory = Path.Combine(_directory, "state"), RuntimeDirectory = Path.Combine(_directory, "run") });
        _store = new(_host);
        await _store.WriteAsync(new("lan") { Subnets = [IPNetwork.Parse("10.9.0.0/29"), IPNetwork.Parse("fd09::/64")] }, default);
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private NetworkClaims Claims => new(_store);

    private IEnumerable<string> Leases => _store.Leases("lan").Read().Select(lease => $"{lease.Address} {lease.Container}");

    [Test]
    public void Who_names_no_address_gets_one_of_each_subnet_and_the_way_out()
    {
        var network = Claims.Claim("web", [OnLan])[0];
        Assert.That(network.Addresses.Select(address => $"{address}"), Is.EqualTo(new[] { "10.9.0.2/29", "fd09::2/64" }));
        Assert.That(network.Gateways.Select(gateway => $"{gateway}"), Is.EqualTo(new[] { "10.9.0.1", "fd09::1" }));
        Assert.That(Leases, Is.EqualTo(new[] { "10.9.0.2 web", "fd09::2 web" }));
    }

    [Test]
    public void A_second_interface_gets_no_second_way_out()
    {
        var networks = Claims.Claim("web", [OnLan, OnLan with { Name = "eth1" }]);
        Assert.That(networks[1].Gateways, Is.Empty);
        Assert.That(networks[1].Addresses[0].Address, Is.Not.EqualTo(networks[0].Addresses[0].Address));
    }

    [Test]
    public void Beside_a_routed_link_which_leads_everywhere_a_network_leads_only_to_itself()
    {
        NetworkSpec routed = new() { Link = new NetworkLink.Routed(), Addresses = [IPNetworkAddress.Parse("10.7.0.2/32")] };
        Assert.That(Claims.Claim("web", [OnLan with { Name = "eth1" }], [routed])[0].Gateways.Select(gateway => $"{gateway}"), Is.EqualTo(new[] { "fd09::1" }));
    }

    [Test]
    public void A_named_address_is_taken_with_the_prefix_of_its_subnet_and_nobody_else_gets_it()
    {
        var fixedly = OnLan with { Addresses = [IPNetworkAddress.Parse("10.9.0.4/32")] };
        Assert.That($"{Claims.Claim("web", [fixedly])[0].Addresses.Single()}", Is.EqualTo("10.9.0.4/29"));
        var refused = Assert.Throws<ContainmentException>(() => Claims.Claim("db", [OnLan, fixedly with { Name = "eth1" }]));
        Assert.That((refused!.Reason, refused.Message.Contains("web", StringComparison.Ordinal)), Is.EqualTo((FailureReason.AlreadyExists, true)));
        Assert.That(Leases, Is.EqualTo(new[] { "10.9.0.4 web" }), "what the second had already is given back");
    }

    [TestCase("10.9.0.1/29", "the router's")]
    [TestCase("10.10.0.2/24", "another network's")]
    public void An_address_that_is_not_to_be_had_is_refused(string address, string why) =>
        Assert.That(() => Claims.Claim("web", [OnLan with { Addresses = [IPNetworkAddress.Parse(address)] }]), Throws.TypeOf<InvalidSpecException>(), why);

    [Test]
    public void When_all_are_taken_the_network_says_so_and_nothing_is_kept()
    {
        for (var n = 0; n < 5; n++) Claims.Claim($"c{n}", [OnLan]);
        Assert.That(Assert.Throws<ContainmentException>(() => Claims.Claim("late", [OnLan]))!.Reason, Is.EqualTo(FailureReason.Exhausted));
        Assert.That(Leases, Has.None.Contains("late"));
        Claims.Release("c2", [OnLan with { Addresses = [IPNetworkAddress.Parse("10.9.0.4/29"), IPNetworkAddress.Parse("fd09::4/64")] }]);
        Assert.That($"{Claims.Claim("late", [OnLan])[0].Addresses[0]}", Is.EqualTo("10.9.0.4/29"));
    }

    [Test]
    public void An_address_is_given_back_only_by_who_has_it()
    {
        Claims.Claim("web", [OnLan]);
        Claims.Release("db", [OnLan with { Addresses = [IPNetworkAddress.Parse("10.9.0.2/29")] }]);
        Assert.That(Leases, Has.Some.EqualTo("10.9.0.2 web"));
    }

    [Test]
    public async Task Many_at_once_each_get_their_own()
    {
        await _store.WriteAsync(new("wide") { Subnets = [IPNetwork.Parse("10.8.0.0/22")] }, default);
        var got = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 300, n => got.Add($"{Claims.Claim($"c{n}", [new() { Link = new NetworkLink.Network("wide") }])[0].Addresses[0]}"));
        Assert.That(got, Has.Count.EqualTo(300).And.Unique);
    }

    [Test]
    public void Killed_work_leaves_no_lease_and_a_power_failure_takes_none_away()
    {
        var kept = Claims.Claim("web", [OnLan]);
        Claims.Claim("killed", [OnLan]);
        Directory.Delete(Path.Combine(_host.Options.StateDirectory, "networks", "lan", "leases"), recursive: true);
        Claims.Claim("killed", [OnLan with { Addresses = [IPNetworkAddress.Parse("10.9.0.5/29")] }]);
        Claims.Reconcile(id => id == "web", [("web", kept)]);
        Assert.That(Leases, Is.EqualTo(new[] { "10.9.0.2 web", "fd09::2 web" }));
    }

    [Test]
    public void A_network_that_is_not_there_is_named_with_the_way_to_make_it() =>
        Assert.That(Assert.Throws<ContainmentException>(() => Claims.Claim("web", [OnLan with { Link = new NetworkLink.Network("gone") }]))!.Message, Does.Contain("network create"));

    [Test]
    public async Task A_damaged_network_hides_no_other_and_what_is_hidden_gives_nothing()
    {
        await _store.WriteAsync(new("other") { Subnets = [IPNetwork.Parse("10.8.0.0/24")] }, default);
        await File.WriteAllTextAsync(Path.Combine(_host.Options.StateDirectory, "networks", "lan", "network.json"), "{");
        Directory.CreateDirectory(Path.Combine(_host.Options.StateDirectory, "networks", "Not A Name"));
        await File.WriteAllTextAsync(Path.Combine(_host.Options.StateDirectory, "networks", "Not A Name", "network.json"), "{}");
        Assert.That(_store.List().Select(network => network.Name), Is.EqualTo(new[] { "other" }));
        _store.Hide("other");
        Assert.That(() => Claims.Claim("web", [OnLan with { Link = new NetworkLink.Network("other") }]), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.NotFound));
    }

    [Test]
    public async Task A_damaged_description_is_said_to_be_damaged()
    {
        await File.WriteAllTextAsync(Path.Combine(_host.Options.StateDirectory, "networks", "lan", "network.json"), """{"name":"lan","subnets":["10.9.0.0"]}""");
        Assert.That(Assert.Throws<ContainmentException>(() => _store.Get("lan"))!.Reason, Is.EqualTo(FailureReason.Corrupt));
    }
}
