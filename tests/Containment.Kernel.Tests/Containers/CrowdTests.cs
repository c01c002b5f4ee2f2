using System.Diagnostics;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

/// <summary>The library in a big process that does much at once.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class CrowdTests
{
    [Test]
    public async Task Many_tasks_start_many_containers_in_a_process_with_a_large_heap_and_many_threads(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var heap = Enumerable.Range(0, 64).Select(_ => { var block = GC.AllocateUninitializedArray<byte>(8 << 20); Array.Fill(block, (byte)1); return block; }).ToList();
        using var stop = new ManualResetEventSlim();
        var threads = Enumerable.Range(0, 100).Select(_ => new Thread(() => stop.Wait())).ToList();
        threads.ForEach(thread => thread.Start());
        try
        {
            var watch = Stopwatch.StartNew();
            var exits = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => Task.Run(async () =>
            {
                var container = await test.Host.CreateAsync(TestHost.Shell($"exit {number}"), cancellation);
                await container.StartAsync(cancellation);
                return (number, (await container.WaitAsync(cancellation)).Code, (await container.GetStatusAsync(cancellation)).FirstHostId);
            }, cancellation)));
            TestContext.Out.WriteLine($"60 containers created, started and ended in {watch.ElapsedMilliseconds} ms");
            Assert.That(exits.All(exit => exit.Code == exit.number));
            Assert.That(exits.Select(exit => exit.FirstHostId).Distinct().Count(), Is.EqualTo(60));
        }
        finally
        {
            stop.Set();
            threads.ForEach(thread => thread.Join());
        }
        GC.KeepAlive(heap);
    }

    [Test]
    public async Task Of_many_who_start_one_container_one_does(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var container = await test.Host.CreateAsync(TestHost.Shell("exec sleep 60"), cancellation);
        await using var other = test.OpenAgain();
        var starts = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(async () =>
        {
            try
            {
                await (await (number % 2 == 0 ? test.Host : other).GetAsync(container.Id, cancellation)).StartAsync(cancellation);
                return true;
            }
            catch (ContainmentException late) when (late.Reason == FailureReason.WrongState)
            {
                return false;
            }
        }, cancellation)));
        Assert.That(starts.Count(started => started), Is.EqualTo(1));
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }
}
