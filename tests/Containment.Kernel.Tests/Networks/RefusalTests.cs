using Containment.Kernel.Tests.Needs;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge)]
[CancelAfter(30_000)]
internal sealed class RefusalTests
{
    [Test]
    public async Task A_bridge_that_is_not_there_is_named(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => scene.Links.PlanAsync("web", [new NetworkSpec { Link = new NetworkLink.Bridge("ctnone") }], ct));
        Assert.That((refused!.Reason, refused.Subject), Is.EqualTo((FailureReason.NotFound, "ctnone")));
    }

    [Test]
    public async Task A_link_that_is_no_bridge_is_refused_as_one(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var veth = (await scene.Links.ListAsync("web", ct)).Single();
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => scene.Links.PlanAsync("other", [new NetworkSpec { Link = new NetworkLink.Bridge(veth) }], ct));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.WrongState));
        Assert.That(refused.Message, Does.Contain("veth"));
    }

    [Test]
    public async Task Attaching_twice_is_refused_and_the_first_stays(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        using var other = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var refused = await Assert.ThrowsAsync<KernelException>(() => scene.Links.AttachAsync("web", [NetworkScene.Spec()], other, locked: false, null, ct));
        Assert.That(refused!.ErrorName, Is.EqualTo("EEXIST"));
        Assert.That(await scene.Links.ListAsync("web", ct), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_attach_that_fails_halfway_leaves_nothing(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await NetworkScene.InAsync(inside, socket => { socket.Send(LinkMessages.CreateBridge("second", [2, 0, 0, 0, 0, 1]), "take the name"); return true; });
        var refused = await Assert.ThrowsAsync<KernelException>(() =>
            scene.Links.AttachAsync("web", [NetworkScene.Spec(), new NetworkSpec { Link = new NetworkLink.Bridge(NetworkScene.Bridge), Name = "second" }], inside, locked: false, null, ct));
        Assert.That(refused!.ErrorName, Is.EqualTo("EEXIST"));
        Assert.That(refused.Message, Does.Contain("create second"));
        Assert.That(await scene.Links.ListAsync("web", ct), Is.Empty);
        Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Where(l => l.Name == "eth0"), Is.Empty);
    }

    [Test]
    public async Task An_address_that_the_interface_has_already_is_refused_by_the_kernel_with_its_own_words(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var again = AddressMessages.Add(NetworkPlan.FirstIndex, System.Net.IPAddress.Parse("10.9.0.2"), 24);
        var refused = await Assert.ThrowsAsync<Containment.Linux.Descriptors.KernelRefusal>(() =>
            NetworkScene.InAsync(inside, socket => { socket.Send(again, "add it again"); return true; }));
        Assert.That(refused!.Error.Name, Is.EqualTo("EEXIST"));
        Assert.That(refused.Subject, Does.Match(@"add it again \(.+\)"));
    }

    [Test]
    public async Task A_cancelled_attach_leaves_nothing(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, cancelled.Token));
        Assert.That(await scene.Links.ListAsync("web", ct), Is.Empty);
    }
}
