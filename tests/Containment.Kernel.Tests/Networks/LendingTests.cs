using System.Buffers.Binary;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

/// <summary>A link of a host that a container has for a while. Both are network namespaces of the test's own, and one end of a veth stands for a card.</summary>
[Needs(Need.Root), CancelAfter(30_000)]
internal sealed class LendingTests
{
    private Descriptor _outside = null!, _inside = null!;
    private LinkLending _lending = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        (_outside, _inside) = (await NetworkNamespace.CreateAsync(), await NetworkNamespace.CreateAsync());
        _lending = new(_outside);
        var create = LinkMessages.CreateVeth("card", 7, [2, 0, 0, 0, 0, 1], 1400, "other", [2, 0, 0, 0, 0, 2], 1400, out var offset);
        // By descriptor instead of by a process, as in Networks/NetworkSteps.cs.
        BinaryPrimitives.WriteUInt16LittleEndian(create.AsSpan(offset - 2), LinkAttribute.NetNsFd);
        BinaryPrimitives.WriteInt32LittleEndian(create.AsSpan(offset), _outside.Number);
        await InAsync(_outside, socket => socket.Send(create, "make a link"));
    }

    [TearDown]
    public void Close()
    {
        _lending.Dispose();
        _outside.Dispose();
        _inside.Dispose();
    }

    [Test]
    public async Task A_link_goes_and_comes_back_as_it_was_whatever_was_done_to_it_inside(CancellationToken ct)
    {
        var lent = await LookAsync("lan0");
        await _lending.MoveAsync(lent, _inside, ct);
        Assert.That((await NamesAsync(_outside), await NamesAsync(_inside)), Is.EqualTo((new[] { "lo", "other" }, new[] { "lan0", "lo" })));
        var index = (await InAsync(_inside, socket => LinkQueries.Find(socket, "lan0")!.Index));
        await InAsync(_inside, socket => socket.Send(LinkMessages.Reset(index, "renamed", [2, 0, 0, 0, 0, 9], 1300, lent.Mark), "change it"));
        await InAsync(_inside, socket => socket.Send(LinkMessages.SetUp(index), "set it up"));

        await _lending.TakeBackAsync(lent, _inside, ct);
        Assert.That(await NamesAsync(_inside), Is.EqualTo(new[] { "lo" }));
        var link = await InAsync(_outside, socket => LinkQueries.Find(socket, "card"))!;
        Assert.That((link!.HardwareAddress, link.Mtu, link.Alias, link.IsUp), Is.EqualTo(("02:00:00:00:00:01", 1400, "", false)));
        // Again, as after a crash, it is no error.
        await _lending.TakeBackAsync(lent, _inside, ct);
        await _lending.ReturnedAsync(lent, ct);
    }

    [Test]
    public async Task A_name_that_is_taken_inside_leaves_it_where_it_can_be_taken_back(CancellationToken ct)
    {
        await InAsync(_inside, socket => socket.Send(LinkMessages.CreateBridge("lan0", [2, 0, 0, 0, 0, 5]), "take the name"));
        var lent = await LookAsync("lan0");
        await Assert.ThrowsAsync<KernelException>(() => _lending.MoveAsync(lent, _inside, ct));
        await _lending.TakeBackAsync(lent, _inside, ct);
        Assert.That(await NamesAsync(_outside), Is.EqualTo(new[] { "card", "lo", "other" }));
    }

    [Test]
    public async Task Virtual_links_and_what_is_not_there_are_refused(CancellationToken ct)
    {
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _lending.LookAsync("card", "lan0", "m", ct)))!.Message, Does.Contain("veth"));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _lending.LookAsync("lo", "lan0", "m", ct)))!.Reason, Is.EqualTo(FailureReason.Unsupported));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _lending.LookAsync("none", "lan0", "m", ct)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        var lent = await LookAsync("lan0");
        await InAsync(_outside, socket => socket.Send(LinkMessages.Delete("card"), "delete it"));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _lending.MoveAsync(lent, _inside, ct)))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    private Task<LentLink> LookAsync(string inside) => InAsync(_outside, socket => LinkLoan.Of(LinkQueries.Find(socket, "card")!, inside, "ctmark:card"));

    private static async Task<string[]> NamesAsync(Descriptor space) =>
        [.. (await InAsync(space, NetworkScene.AllLinks)).Select(link => link.Name).Where(name => name is "lo" or "card" or "other" or "lan0" or "renamed").Order(StringComparer.Ordinal)];

    private static Task InAsync(Descriptor space, Action<NetlinkSocket> work) => InAsync(space, socket => { work(socket); return true; });

    private static async Task<T> InAsync<T>(Descriptor space, Func<NetlinkSocket, T> work)
    {
        using var socket = await NetworkNamespace.OpenInAsync(space, () => new NetlinkSocket());
        return work(socket);
    }
}
