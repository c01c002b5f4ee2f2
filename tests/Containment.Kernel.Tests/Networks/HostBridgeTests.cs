using Containment.Kernel.Tests.Needs;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge)]
[CancelAfter(30_000)]
internal sealed class HostBridgeTests
{
    [Test]
    public async Task Ensuring_a_bridge_again_adds_what_is_missing_and_keeps_the_rest(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        var before = await scene.FindInHostAsync(NetworkScene.Bridge);
        await scene.Links.EnsureBridgeAsync(NetworkScene.Bridge, [IPNetworkAddress.Parse("10.9.0.1/24"), IPNetworkAddress.Parse("10.10.0.1/24")], ct);
        var after = await scene.FindInHostAsync(NetworkScene.Bridge);
        Assert.That((after!.Index, after.HardwareAddress, after.IsUp), Is.EqualTo((before!.Index, before.HardwareAddress, true)));
        var addresses = await NetworkScene.InAsync(scene.HostNamespace, socket => socket.Dump(AddressMessages.GetAll(), "list addresses", LinkAddress.Read));
        Assert.That(addresses.Where(a => a.Index == after.Index && !a.Address.IsIPv6LinkLocal).Select(a => $"{a.Address}"), Is.EquivalentTo(new[] { "10.9.0.1", "fd09::1", "10.10.0.1" }));
    }

    [Test]
    public async Task The_bridges_hardware_address_stays_when_ports_come_and_go(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        var before = (await scene.FindInHostAsync(NetworkScene.Bridge))!.HardwareAddress;
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        Assert.That((await scene.FindInHostAsync(NetworkScene.Bridge))!.HardwareAddress, Is.EqualTo(before));
        await scene.Links.RemoveAsync("web", ct);
        Assert.That((await scene.FindInHostAsync(NetworkScene.Bridge))!.HardwareAddress, Is.EqualTo(before));
    }

    [Test]
    public async Task A_container_with_a_small_mtu_does_not_shrink_the_bridges(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec() with { Mtu = 1300 }], inside, locked: false, null, ct);
        Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Single(l => l.Name == "eth0").Mtu, Is.EqualTo(1300));
        Assert.That((await scene.FindInHostAsync(NetworkScene.Bridge))!.Mtu, Is.EqualTo(1500));
    }

    [Test]
    public async Task A_bridge_with_ports_is_not_deleted_and_one_without_is(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => scene.Links.DeleteBridgeAsync(NetworkScene.Bridge, ct));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.WrongState));
        await scene.Links.RemoveAsync("web", ct);
        Assert.That(await scene.Links.DeleteBridgeAsync(NetworkScene.Bridge, ct), Is.True);
        Assert.That(await scene.Links.DeleteBridgeAsync(NetworkScene.Bridge, ct), Is.False);
    }

    [Test]
    public async Task A_bridge_that_many_ensure_at_once_is_made_once(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        var others = Enumerable.Range(0, 8).Select(_ => new HostLinks(scene.Host, scene.HostNamespace)).ToList();
        await Task.WhenAll(others.Select(links => links.EnsureBridgeAsync("ctmany", [IPNetworkAddress.Parse("10.11.0.1/24")], ct)));
        others.ForEach(links => links.Dispose());
        Assert.That((await scene.FindInHostAsync("ctmany"))!.Kind, Is.EqualTo("bridge"));
    }
}
