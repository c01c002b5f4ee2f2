using System.Diagnostics;
using Containment.Checkpoints.Late;
using Containment.Kernel.Tests.Checkpoints.Tracking;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Memory;

namespace Containment.Kernel.Tests.Checkpoints.Late;

[Needs(Need.Root, Need.Compiler)]
internal sealed class LateMemoryTests
{
    private const int One = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Test, CancelAfter(30_000)]
    public async Task Whoever_touches_a_page_that_has_arrived_has_it_soon(CancellationToken cancellation)
    {
        const int count = 4096;
        using var guest = await Guest.StartAsync(cancellation);
        var pages = new Pages(await guest.MapAsync(count * Pages.Size, cancellation), count);
        pages.Come();
        await using var late = await BeginAsync(guest, pages);
        // One of each sixteen, since the others come along.
        var (sum, took, longest) = await guest.AskAsync($"l {pages.All.Start:x} {count / 16:x} {16 * Pages.Size:x}", cancellation);
        TestContext.Out.WriteLine($"a fault: {took.TotalMicroseconds / (count / 16):f1} µs seen by the process, longest {longest.TotalMicroseconds:f0} µs; served in {late.Times.Percentile(50).TotalMicroseconds:f1} µs p50, {late.Times.Percentile(99).TotalMicroseconds:f1} µs p99");
        Assert.That(sum, Is.EqualTo((ulong)Enumerable.Range(0, count / 16).Sum(n => Pages.Value(n * 16))));
        Assert.That(late.Times.Count, Is.EqualTo(count / 16));
        await late.Completion.WaitAsync(cancellation);
        Assert.That(await guest.SumAsync(pages.All.Start, count, cancellation), Is.EqualTo(Pages.Sum(0, count)));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_page_that_has_not_arrived_is_asked_for_and_the_rest_is_pushed(CancellationToken cancellation)
    {
        const int count = 16 << 10;
        using var guest = await Guest.StartAsync(cancellation);
        var pages = new Pages(await guest.MapAsync(count * Pages.Size, cancellation), count);
        await using var late = await BeginAsync(guest, pages);
        guest.Tell($"r {pages.All.Start + 100 * Pages.Size:x} 1 1000");
        Assert.That(await pages.WantedAsync(cancellation), Is.EqualTo(pages.All.Start + 100 * Pages.Size));
        late.Arrived(One, pages.All.Start + 100 * Pages.Size, Pages.Content(100, 1));
        Assert.That((await guest.AnswerAsync(cancellation)).Value, Is.EqualTo(Pages.Value(100)));
        // The kernel itself waits, in a system call that writes there.
        guest.Tell($"g {pages.All.Start + 200 * Pages.Size + 8:x} 10");
        late.Arrived(One, await pages.WantedAsync(cancellation), Pages.Content(200, 1));
        Assert.That((await guest.AnswerAsync(cancellation)).Value, Is.EqualTo(16));
        Assert.That(late.LateBytes, Is.EqualTo((ulong)(count - 2) * Pages.Size));
        // What was written meanwhile is not written over by what comes late.
        await guest.WriteAsync(pages.All.Start + 100 * Pages.Size, 1, 255, cancellation);
        var content = Pages.Content(0, count);
        // The floor: memory that is not late, by process_vm_writev; twice, since a virtual machine gets what it never had before more slowly.
        await WriteAsync(guest, content, cancellation);
        var floor = await WriteAsync(guest, content, cancellation);
        var watch = Stopwatch.StartNew();
        late.Arrived(One, pages.All.Start, content);
        TestContext.Out.WriteLine($"pushed at {content.Length / watch.Elapsed.TotalSeconds / 1e9:f2} GB/s, beside {content.Length / floor.TotalSeconds / 1e9:f2} GB/s into memory that is not late");
        await late.Completion.WaitAsync(cancellation);
        Assert.That(await guest.SumAsync(pages.All.Start, count, cancellation), Is.EqualTo(Pages.Sum(0, count) - Pages.Value(100) + 255));
    }

    [Test, CancelAfter(30_000)]
    public async Task Late_pages_follow_forks_and_moves_and_those_given_back_are_zero(CancellationToken cancellation)
    {
        const int count = 64;
        using var guest = await Guest.StartAsync(cancellation);
        var pages = new Pages(await guest.MapAsync(count * Pages.Size, cancellation), count);
        var start = pages.All.Start;
        await using var late = await BeginAsync(guest, pages);
        await guest.AskAsync($"d {start:x} {2 * Pages.Size:x}", cancellation);
        Assert.That(await guest.SumAsync(start, 2, cancellation), Is.Zero);
        await guest.AskAsync($"v {start + 2 * Pages.Size:x} {4 * Pages.Size:x} {0x20_0000_0000:x}", cancellation);
        guest.Tell($"r {0x20_0000_0000 + Pages.Size:x} 1 1000");
        Assert.That(await pages.WantedAsync(cancellation), Is.EqualTo(start + 3 * Pages.Size));
        late.Arrived(One, start + 3 * Pages.Size, Pages.Content(3, 1));
        Assert.That((await guest.AnswerAsync(cancellation)).Value, Is.EqualTo(Pages.Value(3)));
        // A child with the same pages, also those that moved, of which the parent then has its own.
        guest.Tell($"k {0x20_0000_0000:x} 4 1000");
        Assert.That(await pages.WantedAsync(cancellation), Is.EqualTo(start + 2 * Pages.Size));
        late.Arrived(One, start, Pages.Content(0, 48));
        Assert.That((await guest.AnswerAsync(cancellation)).Value, Is.EqualTo(Pages.Sum(2, 4)));
        await guest.AskAsync($"u {start + 48 * Pages.Size:x} {8 * Pages.Size:x}", cancellation);
        Assert.That(late.Completion.IsCompleted, Is.False);
        late.Arrived(One, start + 48 * Pages.Size, Pages.Content(48, 16));
        await late.Completion.WaitAsync(cancellation);
        Assert.That(await guest.SumAsync(0x20_0000_0000, 4, cancellation), Is.EqualTo(Pages.Sum(2, 4)));
        Assert.That(await guest.SumAsync(start + 6 * Pages.Size, 42, cancellation), Is.EqualTo(Pages.Sum(6, 42)));
        Assert.That(await guest.SumAsync(start + 56 * Pages.Size, 8, cancellation), Is.EqualTo(Pages.Sum(56, 8)));
        Assert.That(await guest.SumAsync(start, 2, cancellation), Is.Zero);
    }

    [Test, CancelAfter(30_000)]
    public async Task One_that_ends_or_executes_another_program_is_late_no_more(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        var pages = new Pages(await guest.MapAsync(8 * Pages.Size, cancellation), 8);
        await using var late = await BeginAsync(guest, pages);
        guest.Tell("e");
        await guest.AnswerAsync(cancellation);
        late.Arrived(One, pages.All.Start, Pages.Content(0, 8));
        await late.Completion.WaitAsync(cancellation);
    }

    private static async Task<TimeSpan> WriteAsync(Guest guest, byte[] content, CancellationToken cancellation)
    {
        var plain = await guest.MapAsync((ulong)content.Length, cancellation);
        var watch = Stopwatch.StartNew();
        ForeignMemory.Write(guest.Pid, plain, content);
        var took = watch.Elapsed;
        await guest.AskAsync($"u {plain:x} {content.Length:x}", cancellation);
        return took;
    }

    internal static async Task<LateMemory> BeginAsync(Guest guest, Pages pages, Lifeline? lifeline = null)
    {
        var late = new LateMemory(pages, lifeline);
        var ranges = LateRanges.Split(MemoryMapping.Of(guest.Pid), [pages.All]);
        Assert.That((ranges.Late, ranges.AtOnce.Count), Is.EqualTo(((IReadOnlyList<PageRange>)[pages.All], 0)));
        late.Add(One, await UserFaultsOfProcess.OpenAsync(guest.Pid, FaultFeatures.Serving, full: true, Patience), ranges);
        late.Start();
        return late;
    }
}
