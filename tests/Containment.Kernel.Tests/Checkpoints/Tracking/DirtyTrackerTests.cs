using System.Diagnostics;
using Containment.Checkpoints.Tracking;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Memory;

namespace Containment.Kernel.Tests.Checkpoints.Tracking;

/// <summary>What every way of knowing written pages has to do.</summary>
[TestFixture(TrackingKind.SoftDirty)]
[TestFixture(TrackingKind.WriteProtection)]
[Needs(Need.Root, Need.Compiler)]
internal sealed class DirtyTrackerTests(TrackingKind kind)
{
    private const int Page = 4096;
    private IDirtyTracker? _made;

    private IDirtyTracker Tracker => _made!;

    [SetUp]
    public void Begin()
    {
        Machine.Require(kind == TrackingKind.SoftDirty ? Need.SoftDirty : Need.WriteTracking);
        // The guests wait for a command whenever they are asked for.
        _made = DirtyTracker.Make(kind, Standstill.Already);
    }

    [TearDown]
    public async Task End()
    {
        if (_made is not null) await _made.DisposeAsync();
    }

    [Test, CancelAfter(20_000)]
    public async Task The_first_answer_is_all_that_there_is_and_each_later_one_what_was_written_since(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        var memory = await guest.MapAsync(64 * Page, cancellation);
        await guest.WriteAsync(memory, 16, 1, cancellation);
        Assert.That(await TakeAsync(guest, memory, 64), Is.EqualTo(Pages(0, 16)));
        Assert.That(await TakeAsync(guest, memory, 64), Is.Empty);
        await guest.WriteAsync(memory + 3 * Page, 1, 2, cancellation);
        await guest.WriteAsync(memory + 40 * Page, 2, 2, cancellation);
        // By the kernel in a system call, and read only.
        await guest.AskAsync($"g {memory + 7 * Page:x} 10", cancellation);
        await guest.SumAsync(memory, 16, cancellation);
        Assert.That(await TakeAsync(guest, memory, 64), Is.EqualTo((int[])[3, 7, 40, 41]));
        Assert.That(await TakeAsync(guest, memory, 64), Is.Empty);
        // A page that was known before, again.
        await guest.WriteAsync(memory + 3 * Page, 1, 3, cancellation);
        Assert.That(await TakeAsync(guest, memory, 64), Is.EqualTo((int[])[3]));
        Assert.That(Tracker.Untracked, Is.Empty);
    }

    [Test, CancelAfter(20_000)]
    public async Task Mappings_made_moved_and_exchanged_meanwhile_count_as_written(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        var memory = await guest.MapAsync(64 * Page, cancellation);
        await guest.WriteAsync(memory, 8, 1, cancellation);
        await TakeAsync(guest, memory, 64);
        var made = await guest.MapAsync(8 * Page, cancellation, at: 0x10_0000_0000);
        await guest.WriteAsync(made, 4, 1, cancellation);
        await guest.AskAsync($"v {memory:x} {4 * Page:x} {0x11_0000_0000:x}", cancellation);
        Assert.That(await TakeAsync(guest, made, 8), Is.EqualTo(Pages(0, 4)));
        // It moved before it was asked for, so both in one answer; asked for alone it would have been told already.
        await guest.AskAsync($"v {memory + 4 * Page:x} {4 * Page:x} {0x12_0000_0000:x}", cancellation);
        Assert.That(await TakeAsync(guest, 0x12_0000_0000, 4), Is.EqualTo(Pages(0, 4)));
        // In the same place, another one.
        await guest.AskAsync($"u {made:x} {8 * Page:x}", cancellation);
        await guest.MapAsync(8 * Page, cancellation, at: made);
        await guest.WriteAsync(made + Page, 1, 9, cancellation);
        Assert.That(await TakeAsync(guest, made, 8), Is.EqualTo((int[])[1]));
        await guest.WriteAsync(made + Page, 2, 9, cancellation);
        Assert.That(await TakeAsync(guest, made, 8), Is.EqualTo((int[])[1, 2]));
        // Given back, and touched again.
        await guest.AskAsync($"d {made + Page:x} {Page:x}", cancellation);
        Assert.That(await TakeAsync(guest, made, 8), Is.Empty);
        await guest.SumAsync(made + Page, 1, cancellation);
        Assert.That(await TakeAsync(guest, made, 8), Is.SubsetOf((int[])[1]));
        await guest.WriteAsync(made + Page, 1, 1, cancellation);
        Assert.That(await TakeAsync(guest, made, 8), Is.EqualTo((int[])[1]));
    }

    [Test, CancelAfter(20_000)]
    public async Task Another_program_in_the_same_process_is_told_whole_and_one_that_ended_not_at_all(CancellationToken cancellation)
    {
        using var guest = await Guest.StartAsync(cancellation);
        var before = await guest.AskAsync("n", cancellation);
        await Tracker.TakeAsync([guest.Pid], CancellationToken.None);
        Assert.That(await guest.AskAsync("n", cancellation), Is.EqualTo(before with { Took = default }).Using<(ulong Value, TimeSpan, TimeSpan)>((one, other) => one.Value == other.Value));
        guest.Tell("e");
        await guest.AnswerAsync(cancellation);
        var memory = await guest.MapAsync(16 * Page, cancellation);
        await guest.WriteAsync(memory, 5, 1, cancellation);
        Assert.That(await TakeAsync(guest, memory, 16), Is.EqualTo(Pages(0, 5)));
        Assert.That(await TakeAsync(guest, memory, 16), Is.Empty);
        guest.Dispose();
        Assert.That(await Tracker.TakeAsync([guest.Pid], CancellationToken.None), Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task Much_memory_of_which_a_hundredth_is_written_is_known_in_milliseconds(CancellationToken cancellation)
    {
        const int pages = 1 << 15;
        using var guest = await Guest.StartAsync(cancellation);
        var memory = await guest.MapAsync((ulong)pages * Page, cancellation);
        var made = await guest.AskAsync($"w {memory:x} {pages:x} {Page:x} 1", cancellation);
        // Once for the code.
        using (var other = await Guest.StartAsync(cancellation)) await Tracker.TakeAsync([other.Pid], CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var all = (await Tracker.TakeAsync([guest.Pid], CancellationToken.None))[guest.Pid];
        var begin = watch.Elapsed;
        var first = await guest.AskAsync($"w {memory:x} {pages / 100:x} {100 * Page:x} 2", cancellation);
        var again = await guest.AskAsync($"w {memory:x} {pages / 100:x} {100 * Page:x} 3", cancellation);
        watch.Restart();
        var written = await TakeAsync(guest, memory, pages);
        var take = watch.Elapsed;
        TestContext.Out.WriteLine($"{kind}: begin {begin.TotalMilliseconds:f1} ms, take {take.TotalMilliseconds:f1} ms; a first write {first.Longest.TotalMicroseconds / (pages / 100):f2} µs of processor (the page's making {made.Longest.TotalMicroseconds / pages:f2}), a second {again.Longest.TotalMicroseconds / (pages / 100):f2} µs");
        Assert.That(all.Aggregate(0UL, (sum, range) => sum + range.Bytes), Is.GreaterThan((ulong)pages * Page));
        Assert.That(written, Is.EqualTo(Enumerable.Range(0, pages / 100).Select(n => n * 100)));
        Assert.That(take, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    private async Task<int[]> TakeAsync(Guest guest, ulong memory, int pages)
    {
        var taken = (await Tracker.TakeAsync([guest.Pid], CancellationToken.None))[guest.Pid];
        var within = new PageRange(memory, memory + (ulong)pages * Page);
        return [.. taken.SelectMany(range => Each(range, within)).Select(address => (int)((address - memory) / Page))];
    }

    private static IEnumerable<ulong> Each(PageRange range, PageRange within)
    {
        for (var at = Math.Max(range.Start, within.Start); at < Math.Min(range.End, within.End); at += Page) yield return at;
    }

    private static int[] Pages(int first, int count) => [.. Enumerable.Range(first, count)];
}
