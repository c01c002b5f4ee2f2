using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Networks;

/// <summary>Networks of a host as people use them, in a namespace that stands for the host's.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.Bridge), CancelAfter(120_000)]
internal sealed class NetworkLifeTests
{
    private static readonly string Root = BusyboxRoot.Path;

    private NamespacedHost _host = null!;
    private string _one = "", _two = "";

    [SetUp]
    public async Task MakeAsync() => (_host, _one, _two) = (await NamespacedHost.MakeAsync(), TestHost.NewId().Value, TestHost.NewId().Value);

    [TearDown]
    public async Task RemoveAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Containers_of_a_network_get_addresses_keep_them_over_a_restart_and_give_them_back(CancellationToken cancellation)
    {
        var before = await _host.StateAsync(cancellation);
        await _host.DoAsync(cancellation, "network", "create", "lan", "--subnet", "10.9.0.0/24", "--subnet", "fd09::/64");
        foreach (var id in (string[])[_one, _two]) await _host.DoAsync(cancellation, "run", "-d", "-r", Root, "-n", "lan", id, "sleep", "1000");
        Assert.That(await LeasesAsync(cancellation), Is.EqualTo(new[] { $"10.9.0.2 {_one}", $"10.9.0.3 {_two}", $"fd09::2 {_one}", $"fd09::3 {_two}" }));
        await _host.DoAsync(cancellation, "exec", _two, "sh", "-c", "ping -c 1 -W 2 10.9.0.2 && ping -c 1 -W 2 10.9.0.1 && ping -c 1 -W 2 fd09::2 && ping -c 1 -W 2 fd09::1");
        var refused = await _host.RunAsync(cancellation, "network", "delete", "lan");
        Assert.That((refused.Code, refused.Error.Contains(_one, StringComparison.Ordinal)), Is.EqualTo((125, true)), refused.Error);

        await _host.DoAsync(cancellation, "kill", _one);
        await _host.DoAsync(cancellation, "start", _one);
        Assert.That(await _host.DoAsync(cancellation, "exec", _one, "ip", "-4", "-o", "address", "show", "eth0"), Does.Contain("10.9.0.2/24"));

        await _host.DoAsync(cancellation, "rm", "-f", _one);
        Assert.That(await LeasesAsync(cancellation), Is.EqualTo(new[] { $"10.9.0.3 {_two}", $"fd09::3 {_two}" }));
        await _host.DoAsync(cancellation, "rm", "-f", _two);
        await _host.DoAsync(cancellation, "network", "delete", "lan");
        Assert.That(await _host.StateAsync(cancellation), Is.EqualTo(before));
    }

    [Test, Needs(Need.Nftables)]
    public async Task A_network_that_masquerades_gives_a_container_its_address_and_a_published_port_leads_there(CancellationToken cancellation)
    {
        await _host.DoAsync(cancellation, "network", "create", "lan", "--subnet", "10.9.0.0/24", "--nat");
        await _host.DoAsync(cancellation, "run", "-d", "-r", Root, "-n", "lan,in-rate=10M", "-p", "8080:80", _one, "sh", "-c", "mkdir /www; echo hello > /www/x; exec httpd -f -p 80 -h /www");
        // It listens a moment after it begins.
        var got = await _host.InAsync(cancellation, ["sh", "-c", "for n in 1 2 3 4 5 6 7 8 9; do curl -s -m 2 http://127.0.0.1:8080/x && exit; sleep 0.2; done"]);
        Assert.That(got.Output, Is.EqualTo("hello\n"));
        var taken = await _host.RunAsync(cancellation, "run", "-d", "-r", Root, "-n", "lan", "-p", "8080:80", _two, "sleep", "1000");
        Assert.That((taken.Code, taken.Error.Contains(_one, StringComparison.Ordinal)), Is.EqualTo((125, true)), taken.Error);
        Assert.That(await LeasesAsync(cancellation), Is.EqualTo(new[] { $"10.9.0.2 {_one}" }), "the one that was refused has no address");
        await _host.DoAsync(cancellation, "rm", "-f", _one);
        Assert.That((await _host.InAsync(cancellation, ["nft", "list", "tables"])).Output, Is.Empty);
    }

    [Test, Needs(Need.Criu)]
    public async Task An_interface_is_given_to_a_container_that_runs_and_stays_its_own_over_a_checkpoint_and_a_restart(CancellationToken cancellation)
    {
        await _host.DoAsync(cancellation, "network", "create", "lan", "--subnet", "10.9.0.0/24");
        await _host.DoAsync(cancellation, "network", "create", "side", "--subnet", "10.8.0.0/24", "--link", "routed");
        await _host.DoAsync(cancellation, "run", "-d", "-r", Root, "-n", "lan", _one, "sleep", "1000");
        Assert.That(await _host.DoAsync(cancellation, "network", "attach", _one, "side,name=eth1"), Is.EqualTo("eth1 10.8.0.2/24"));
        Assert.That((await _host.RunAsync(cancellation, "network", "attach", _one, "side,name=eth1")).Error, Does.Contain("has an interface eth1 already"));
        await ReachedAsync("10.8.0.2", cancellation);

        await _host.DoAsync(cancellation, "checkpoint", _one, "--stop");
        await _host.DoAsync(cancellation, "restore", _one);
        await ReachedAsync("10.8.0.2", cancellation);
        await _host.DoAsync(cancellation, "network", "detach", _one, "eth0");
        Assert.That(await AddressesAsync(cancellation), Is.EqualTo(new[] { "10.8.0.2" }));
        await _host.DoAsync(cancellation, "kill", _one);
        await _host.DoAsync(cancellation, "start", _one);
        Assert.That(await AddressesAsync(cancellation), Is.EqualTo(new[] { "10.8.0.2" }));
        await ReachedAsync("10.8.0.2", cancellation);
    }

    [Test]
    public async Task A_container_is_in_the_network_of_the_host_or_of_another_container(CancellationToken cancellation)
    {
        await _host.DoAsync(cancellation, "network", "create", "lan", "--subnet", "10.9.0.0/24");
        Assert.That(await _host.DoAsync(cancellation, "run", "--rm", "-r", Root, "-n", "host", _one, "ip", "-o", "link"), Does.Match(@"cn[0-9a-v]{5}-lan"), "the host's bridge");
        await _host.DoAsync(cancellation, "run", "-d", "-r", Root, "-n", "lan", _one, "sleep", "1000");
        Assert.That(await _host.DoAsync(cancellation, "run", "--rm", "-r", Root, "-n", $"container:{_one}", _two, "ip", "-4", "-o", "address", "show", "eth0"), Does.Contain("10.9.0.2/24"));
        await _host.DoAsync(cancellation, "kill", _one);
        var refused = await _host.RunAsync(cancellation, "run", "--rm", "-r", Root, "-n", $"container:{_one}", _two, "true");
        Assert.That((refused.Code, refused.Error.Contains("does not run", StringComparison.Ordinal)), Is.EqualTo((125, true)), refused.Error);
    }

    [Test]
    public async Task Names_are_looked_up_as_was_asked_for(CancellationToken cancellation) =>
        Assert.That(await _host.DoAsync(cancellation, "run", "--rm", "-r", Root, "--dns", "10.9.0.1", "--dns-search", "lan", "--add-host", "db=10.9.0.7", _one, "cat", "/etc/resolv.conf", "/etc/hosts"),
            Is.EqualTo($"nameserver 10.9.0.1\nsearch lan\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n127.0.1.1\t{_one}\n10.9.0.7\tdb"));

    [Test, Needs(Need.Cni)]
    public async Task A_network_of_other_makers_connects_a_container_and_is_left_as_it_was(CancellationToken cancellation)
    {
        var leases = Path.Combine(_host.Scene.Test.Top, "leases");
        await ConfigureAsync($$$"""{"cniVersion":"0.4.0","name":"theirs","plugins":[{"type":"bridge","bridge":"theirs0","isGateway":true,"capabilities":{"ips":true,"mac":true},"ipam":{"type":"host-local","dataDir":"{{{leases}}}","ranges":[[{"subnet":"10.30.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}""", cancellation);
        await _host.DoAsync(cancellation, "run", "-d", "-r", Root, "-n", "cni=theirs", _one, "sleep", "1000");
        await _host.DoAsync(cancellation, "exec", _one, "ping", "-c", "1", "-W", "2", "10.30.0.1");
        Assert.That(await AddressesAsync(cancellation), Is.EqualTo(new[] { "10.30.0.2" }));
        await _host.DoAsync(cancellation, "run", "-d", "-r", Root, "-n", "cni=theirs", _two, "sleep", "1000");
        await _host.DoAsync(cancellation, "kill", _one);
        await _host.DoAsync(cancellation, "start", _one);
        Assert.That(await AddressesAsync(cancellation), Is.EqualTo(new[] { "10.30.0.2" }), "after a restart");
        await _host.DoAsync(cancellation, "rm", "-f", _one, _two);
        Assert.That(Directory.EnumerateFiles(Path.Combine(leases, "theirs")).Select(Path.GetFileName).Where(name => name!.StartsWith("10.", StringComparison.Ordinal)), Is.Empty);
        Assert.That(await _host.StateAsync(cancellation), Does.Not.Contain("veth"));
    }

    [Test, Needs(Need.Cni)]
    public async Task A_plugin_that_fails_is_quoted_and_what_others_made_is_undone(CancellationToken cancellation)
    {
        var leases = Path.Combine(_host.Scene.Test.Top, "leases");
        await ConfigureAsync($$$"""{"cniVersion":"0.4.0","name":"theirs","plugins":[{"type":"bridge","bridge":"theirs0","ipam":{"type":"host-local","dataDir":"{{{leases}}}","ranges":[[{"subnet":"10.30.0.0/24"}]]}},{"type":"tuning","sysctl":{"net.no.such":"1"}}]}""", cancellation);
        var ended = await _host.RunAsync(cancellation, "run", "-d", "-r", Root, "-n", "cni=theirs", _one, "sleep", "1000");
        Assert.That((ended.Code, ended.Error.Contains("the CNI plugin tuning failed at ADD", StringComparison.Ordinal)), Is.EqualTo((125, true)), ended.Error);
        Assert.That(Directory.EnumerateFiles(Path.Combine(leases, "theirs")).Select(Path.GetFileName).Where(name => name!.StartsWith("10.", StringComparison.Ordinal)), Is.Empty);
        Assert.That(await _host.StateAsync(cancellation), Does.Not.Contain("veth"));
    }

    private async Task ConfigureAsync(string text, CancellationToken cancellation)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_host.Scene.Test.Top, "cni")).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "10-theirs.conflist"), text, cancellation);
        await File.WriteAllTextAsync(Path.Combine(directory, "00-damaged.conflist"), "{", cancellation);
        _host.Scene.More["CONTAINMENT_CNI"] = directory;
    }

    private async Task ReachedAsync(string address, CancellationToken cancellation) =>
        Assert.That((await _host.InAsync(cancellation, ["ping", "-c", "1", "-W", "2", address])).Code, Is.Zero, $"{address} from the host");

    private async Task<IEnumerable<string>> AddressesAsync(CancellationToken cancellation) =>
        (await _host.DoAsync(cancellation, "exec", _one, "ip", "-4", "-o", "address")).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split('/')[0]).Where(address => address != "127.0.0.1");

    private async Task<IEnumerable<string>> LeasesAsync(CancellationToken cancellation) =>
        JsonNode.Parse(await _host.DoAsync(cancellation, "network", "list", "--json"))!["leases"]!.AsArray().Select(lease => $"{lease!["address"]} {lease["container"]}");
}
