using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Tests.Containers;

/// <summary>What every maker of a state store must do.</summary>
internal abstract class StateStoreConformance
{
    /// <summary>One more opening of the same store, as another process would.</summary>
    protected abstract IStateStore Open();

    protected static ContainerState State => new() { CreatedAt = DateTimeOffset.UnixEpoch, Ownership = Ownership.Initial, Layers = ["/lower"] };

    protected static ContainerSpec Spec(ContainerId id) => new(id, new RootSource.Directory("/lower"), new ProcessSpec("/bin/true"));

    protected static async Task AddAsync(IStateStore store, ContainerId id)
    {
        using var held = await store.ReserveAsync(id, default);
        await store.AddAsync(held, Spec(id), State, default);
    }

    [Test]
    public async Task What_was_added_is_read_back_whole()
    {
        var spec = new ContainerSpec("web", new RootSource.OciLayout("/images", "latest"), new ProcessSpec("/bin/sh", "-c", "true") { User = "1:2", WorkingDirectory = "/tmp", Environment = new Dictionary<string, string> { ["A"] = "b=c" } })
        {
            Isolation = new IsolationSpec { UserNamespace = false, FirstProcess = FirstProcess.System, Mounts = [new MountSpec("/data", "/srv") { ReadOnly = true }, new MountSpec("/t") { Size = 4096 }] },
            Limits = new ResourceLimits { MemoryMax = MemoryLimit.MiB(64), Pids = PidsLimit.Of(5) },
            Networks = [new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.0.0.2/24")], Gateways = [System.Net.IPAddress.Parse("10.0.0.1")], Mtu = 1400 }],
            Labels = new Dictionary<string, string> { ["a"] = "b" },
        };
        var state = State with { Ownership = new Ownership(3, Owner.Outgoing, "b", "m1"), Ids = new IdRange(100_000), Limits = spec.Limits };
        var store = Open();
        using (var held = await store.ReserveAsync(spec.Id, default)) await store.AddAsync(held, spec, state, default);
        var (readSpec, readState) = (await Open().ReadSpecAsync(spec.Id, default), await Open().ReadStateAsync(spec.Id, default));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StoreText.Of(readSpec), Is.EqualTo(StoreText.Of(spec)));
            Assert.That(StoreText.Of(readState), Is.EqualTo(StoreText.Of(state)));
            Assert.That(readSpec.Process.Command, Is.EqualTo(spec.Process.Command));
            Assert.That(readSpec.Root, Is.EqualTo(spec.Root));
            Assert.That(readSpec.Limits.MemoryMax, Is.EqualTo(MemoryLimit.MiB(64)));
            Assert.That(readSpec.Networks[0].Addresses, Is.EqualTo(spec.Networks[0].Addresses));
            Assert.That(readState.Ownership, Is.EqualTo(state.Ownership));
            Assert.That(readState.Ids, Is.EqualTo(state.Ids));
        }
    }

    [Test]
    public async Task A_name_is_given_once()
    {
        await AddAsync(Open(), "web");
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => Open().ReserveAsync("web", default));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
    }

    [Test]
    public async Task What_was_never_added_is_not_found()
    {
        var store = Open();
        foreach (var action in (Func<Task>[])[() => store.LockAsync("none", default), () => store.ReadSpecAsync("none", default), () => store.ReadStateAsync("none", default)])
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => action()))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    [Test]
    public async Task A_reserved_name_is_not_a_container_yet()
    {
        using var held = await Open().ReserveAsync("web", default);
        Assert.That(await Open().ListAsync(default), Is.Empty);
    }

    [Test]
    public async Task Containers_are_listed_by_name()
    {
        foreach (var id in (string[])["b", "a", "c"]) await AddAsync(Open(), id);
        Assert.That(await Open().ListAsync(default), Is.EqualTo(new ContainerId[] { "a", "b", "c" }));
    }

    [Test, CancelAfter(10_000)]
    public async Task A_lock_keeps_others_out_until_it_is_given_back(CancellationToken cancellation)
    {
        await AddAsync(Open(), "web");
        var first = await Open().LockAsync("web", cancellation);
        var second = Open().LockAsync("web", cancellation);
        await Task.Delay(50, cancellation);
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();
        (await second).Dispose();
    }

    [Test, CancelAfter(10_000)]
    public async Task Waiting_for_a_lock_can_be_cancelled(CancellationToken cancellation)
    {
        await AddAsync(Open(), "web");
        using var first = await Open().LockAsync("web", cancellation);
        using var soon = new CancellationTokenSource(30);
        await Assert.ThrowsAsync<TaskCanceledException>(() => Open().LockAsync("web", soon.Token));
    }

    [Test, CancelAfter(20_000)]
    public async Task Changes_under_the_lock_are_never_lost(CancellationToken cancellation)
    {
        await AddAsync(Open(), "web");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var store = Open();
            for (var i = 0; i < 10; i++)
            {
                using var held = await store.LockAsync("web", cancellation);
                var state = await store.ReadStateAsync("web", cancellation);
                await store.WriteStateAsync(held, state with { Ownership = state.Ownership with { Epoch = state.Ownership.Epoch + 1 } }, cancellation);
            }
        }, cancellation)));
        Assert.That((await Open().ReadStateAsync("web", cancellation)).Ownership.Epoch, Is.EqualTo(41));
    }

    [Test]
    public async Task What_was_removed_is_not_found_and_its_name_is_free_once_forgotten()
    {
        var store = Open();
        await AddAsync(store, "web");
        using (var held = await store.LockAsync("web", default))
        {
            await store.RemoveAsync(held, default);
            Assert.That(await Open().ListAsync(default), Is.Empty);
            await store.ForgetAsync(held, default);
        }
        await AddAsync(Open(), "web");
    }

    [Test]
    public async Task What_was_reserved_or_removed_by_somebody_who_is_no_more_is_abandoned()
    {
        (await Open().ReserveAsync("half", default)).Dispose();
        await AddAsync(Open(), "gone");
        using (var held = await Open().LockAsync("gone", default)) await Open().RemoveAsync(held, default);
        await AddAsync(Open(), "whole");
        using var busy = await Open().ReserveAsync("busy", default);
        var store = Open();
        foreach (var held in await store.ListAbandonedAsync(default))
        {
            Assert.That(held.Id.Value, Is.EqualTo("half").Or.EqualTo("gone"));
            await store.ForgetAsync(held, default);
        }
        Assert.That(await store.ListAbandonedAsync(default), Is.Empty);
        await AddAsync(store, "half");
    }

    [Test]
    public async Task Who_reserves_a_name_is_told_of_remains()
    {
        using (var held = await Open().ReserveAsync("new", default)) Assert.That(held.HasRemains, Is.False);
        await AddAsync(Open(), "gone");
        using (var held = await Open().LockAsync("gone", default)) await Open().RemoveAsync(held, default);
        using (var held = await Open().ReserveAsync("gone", default)) Assert.That(held.HasRemains, Is.True);
    }

    [Test, CancelAfter(20_000)]
    public async Task No_two_containers_have_the_same_ids(CancellationToken cancellation)
    {
        var ranges = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.Run(async () =>
        {
            using var held = await Open().ReserveAsync($"c{n}", cancellation);
            return await Open().AllocateIdsAsync(held, 65_536, null, cancellation);
        }, cancellation)));
        Assert.That(ranges.Select(range => range.First).Distinct().Count(), Is.EqualTo(20));
        Assert.That(ranges.All(range => range.Count == 65_536 && (range.First - 100_000) % 65_536 == 0));
    }

    [Test]
    public async Task Ids_are_free_again_once_a_container_is_forgotten_and_can_be_asked_for()
    {
        var store = Open();
        IdRange first;
        using (var held = await store.ReserveAsync("a", default))
        {
            first = await store.AllocateIdsAsync(held, 65_536, null, default);
            await store.ForgetAsync(held, default);
        }
        using var b = await store.ReserveAsync("b", default);
        using var c = await store.ReserveAsync("c", default);
        var wish = new IdRange(100_000 + 7 * 65_536);
        Assert.That(await store.AllocateIdsAsync(b, 65_536, wish, default), Is.EqualTo(wish));
        Assert.That(await store.AllocateIdsAsync(c, 65_536, wish, default), Is.EqualTo(first));
    }
}
