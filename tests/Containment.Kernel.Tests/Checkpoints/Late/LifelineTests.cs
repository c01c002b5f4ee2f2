using Containment.Checkpoints.Late;
using Containment.Kernel.Tests.Checkpoints.Tracking;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Checkpoints.Late;

[Needs(Need.Root, Need.Compiler)]
internal sealed class LifelineTests
{
    // The kernel closes the descriptors of a killed process in the order of their numbers, so that both orders are tried.
    [Test, CancelAfter(30_000)]
    public async Task A_container_whose_server_is_killed_ends_and_does_not_go_on_with_zeros([Values] bool faultsFirst, CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        var memory = await guest.MapAsync(8 * Pages.Size, cancellation);
        using var init = ProcessDescriptor.TryOpen(guest.Pid)!;
        var faults = await UserFaultsOfProcess.OpenAsync(guest.Pid, FaultFeatures.Serving, full: true, TimeSpan.FromSeconds(2));
        faults.Register(new(memory, memory + 8 * Pages.Size), FaultModes.Missing);
        var (holder, line) = InitProcess.Start(init.Number, faults.Descriptor.Number);
        Zombies.Watch(holder);
        line.Send(PlanEncoder.Encode(LifelinePlan.Steps, []));
        // One that waits for a plan stands in for the server: all that counts is that it alone has both descriptors.
        var ends = faultsFirst ? (int[])[faults.Descriptor.Number, (int)line.Handle] : [(int)line.Handle, faults.Descriptor.Number];
        var (server, socket) = InitProcess.Start(ends);
        Zombies.Watch(server);
        faults.Dispose();
        line.Dispose();
        guest.Tell($"r {memory:x} 1 1000");
        await Task.Delay(50, cancellation);
        Assert.That(Readiness.Wait([init.Number], 0), Is.Zero, "it waits for its page");
        using (var killed = ProcessDescriptor.TryOpen(server)!) killed.TrySend(Signal.Kill.Number);
        Assert.That(Readiness.Wait([init.Number], 5000), Is.EqualTo(1), "it was not killed");
        await Assert.ThatAsync(() => guest.AnswerAsync(cancellation), Throws.TypeOf<AssertionException>(), "it went on with zeros");
        await Zombies.ReapAsync(holder);
        await Zombies.ReapAsync(server);
        socket.Dispose();
    }

    [Test, CancelAfter(30_000)]
    public async Task When_all_has_come_the_lifeline_lets_go_and_when_serving_ends_before_the_container_does(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        var pages = new Pages(await guest.MapAsync(8 * Pages.Size, cancellation), 8);
        using (var lifeline = new Lifeline(guest.Pid))
        await using (var late = await LateMemoryTests.BeginAsync(guest, pages, lifeline))
        {
            guest.Tell($"k {pages.All.Start:x} 8 1000");
            await pages.WantedAsync(cancellation);
            late.Arrived(7, pages.All.Start, Pages.Content(0, 8));
            Assert.That((await guest.AnswerAsync(cancellation)).Value, Is.EqualTo(Pages.Sum(0, 8)));
            await late.Completion.WaitAsync(cancellation);
        }
        Assert.That(await guest.SumAsync(pages.All.Start, 8, cancellation), Is.EqualTo(Pages.Sum(0, 8)));
        var more = new Pages(await guest.MapAsync(8 * Pages.Size, cancellation), 8);
        using var init = ProcessDescriptor.TryOpen(guest.Pid)!;
        using (var lifeline = new Lifeline(guest.Pid))
        await using (await LateMemoryTests.BeginAsync(guest, more, lifeline)) guest.Tell($"r {more.All.Start:x} 1 1000");
        Assert.That(Readiness.Wait([init.Number], 0), Is.EqualTo(1));
        await Assert.ThatAsync(() => guest.AnswerAsync(cancellation), Throws.TypeOf<AssertionException>());
    }
}
