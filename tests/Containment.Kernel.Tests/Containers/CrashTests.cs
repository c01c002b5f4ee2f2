using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class CrashTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    public async Task Containers_outlive_the_process_that_started_them_and_are_found_again(CancellationToken cancellation)
    {
        var (lasting, ending) = (TestHost.NewId(), TestHost.NewId());
        using (var first = new Embedder(_test, "start", lasting.Value, "read a; exit 6"))
        using (var second = new Embedder(_test, "start", ending.Value, "sleep 1; exit 5"))
        {
            Assert.That(await first.ReadLineAsync(cancellation), Is.EqualTo("started"));
            Assert.That(await second.ReadLineAsync(cancellation), Is.EqualTo("started"));
        }
        await using var host = _test.OpenAgain();
        var found = await host.ListAsync(cancellation);
        Assert.That(found.Select(container => container.Id), Is.EquivalentTo(new[] { lasting, ending }));
        Assert.That((await (await host.GetAsync(lasting, cancellation)).GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
        Assert.That((await (await host.GetAsync(ending, cancellation)).WaitAsync(cancellation)).Code, Is.EqualTo(5));
        // Its console is there again as well.
        var container = await host.GetAsync(lasting, cancellation);
        await using (var console = await container.AttachAsync(cancellationToken: cancellation)) await console.WriteAsync("\n"u8.ToArray(), cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.EqualTo(6));
    }

    [Test]
    public async Task How_a_container_ended_while_nobody_was_there_is_known(CancellationToken cancellation)
    {
        var id = TestHost.NewId();
        using (var embedder = new Embedder(_test, "start", id.Value, "sleep 0.3; exit 5")) Assert.That(await embedder.ReadLineAsync(cancellation), Is.EqualTo("started"));
        await Task.Delay(700, cancellation);
        await using var host = _test.OpenAgain();
        var status = await (await host.GetAsync(id, cancellation)).GetStatusAsync(cancellation);
        Assert.That((status.Phase, status.Exit?.Code), Is.EqualTo((ContainerPhase.Exited, (int?)5)));
    }

    [Test]
    public async Task A_keeper_that_died_takes_its_container_with_it_and_the_status_says_so(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("sleep 77 & exec sleep 78"), cancellation);
        await container.StartAsync(cancellation);
        var init = (await container.GetStatusAsync(cancellation)).ProcessId!.Value;
        var keeper = int.Parse(File.ReadLines($"/proc/{init}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1]);
        Assert.That(keeper, Is.GreaterThan(1).And.Not.EqualTo(Environment.ProcessId));
        System.Diagnostics.Process.GetProcessById(keeper).Kill();
        await Assert.ThatAsync(async () => (await Assert.ThrowsAsync<ContainmentException>(() => container.WaitAsync(cancellation)))!.Reason, Is.EqualTo(FailureReason.KeeperLost));
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.KeeperLost));
        Assert.That(MachineState.Of(_test.Top, container.Id.Value), Has.None.StartsWith("process"));
        await container.StartAsync(cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }

    [Test]
    public async Task Processes_killed_at_any_moment_leave_only_whole_containers(CancellationToken cancellation)
    {
        var prefix = TestHost.NewId().Value;
        for (var round = 0; round < 12; round++)
        {
            using var one = new Embedder(_test, "churn", prefix + "a");
            using var two = new Embedder(_test, "churn", prefix + "b");
            await Task.WhenAny(one.ReadLineAsync(cancellation), two.ReadLineAsync(cancellation));
            await Task.Delay(Random.Shared.Next(60), cancellation);
            one.Kill();
            two.Kill();
            // The names that were left are in the way of the next round, as they would be for a user.
            await using var host = _test.OpenAgain();
            foreach (var container in await host.ListAsync(cancellation))
            {
                var status = await container.GetStatusAsync(cancellation);
                if (status.Phase is ContainerPhase.Running) Assert.That((await container.WaitAsync(cancellation)).Code, Is.EqualTo(3));
                else Assert.That(status.Phase, Is.EqualTo(ContainerPhase.Created).Or.EqualTo(ContainerPhase.Exited), $"{container.Id}");
                await container.DeleteAsync(cancellation);
            }
            Assert.That(MachineState.Of(_test.Top, prefix), Is.Empty);
        }
    }

    [Test]
    public async Task Processes_that_fight_for_one_container_do_not_corrupt_it(CancellationToken cancellation)
    {
        var id = TestHost.NewId();
        using (var one = new Embedder(_test, "fight", id.Value, "60"))
        using (var two = new Embedder(_test, "fight", id.Value, "60"))
        using (var three = new Embedder(_test, "fight", id.Value, "60"))
        {
            foreach (var result in await Task.WhenAll(one.WaitAsync(cancellation), two.WaitAsync(cancellation), three.WaitAsync(cancellation)))
                Assert.That(result, Is.EqualTo((0, "")));
        }
        foreach (var container in await _test.Host.ListAsync(cancellation))
        {
            if ((await container.GetStatusAsync(cancellation)).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync(cancellation);
            await container.DeleteAsync(cancellation);
        }
        Assert.That(MachineState.Of(_test.Top, id.Value), Is.Empty);
    }
}
