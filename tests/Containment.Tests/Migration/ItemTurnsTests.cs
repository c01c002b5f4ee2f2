using Containment.Migration.Wire;

namespace Containment.Tests.Migration;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ItemTurnsTests
{
    private readonly ItemTurns _turns = new();

    [Test, CancelAfter(10_000)]
    public async Task A_frame_of_a_file_waits_for_the_one_before(CancellationToken cancellation)
    {
        Take(FrameKind.Item, 0, 0);
        var second = Turn(FrameKind.Chunk, 2, 0, cancellation);
        Assert.That(second.IsCompleted, Is.False);
        Take(FrameKind.Chunk, 1, 0);
        await second;
    }

    [Test, CancelAfter(10_000)]
    public async Task A_chunk_of_memory_goes_as_soon_as_its_item_has_begun_and_the_end_waits_for_all(CancellationToken cancellation)
    {
        var early = Turn(FrameKind.Chunk, 3, 0, cancellation);
        Assert.That(early.IsCompleted, Is.False, "its item has not begun");
        Take(FrameKind.Item, 0, 0, loose: true);
        await early;
        _turns.Done(FrameKind.Chunk, new(3, 0, 0), false);
        var (end, next) = (Turn(FrameKind.End, 4, 0, cancellation), Turn(FrameKind.Chunk, 6, 5, cancellation));
        Take(FrameKind.Chunk, 2, 0);
        Assert.That(end.IsCompleted, Is.False, "chunk 1 is still under way");
        Take(FrameKind.Chunk, 1, 0);
        await end;
        var reached = _turns.ReachedAsync(5, cancellation);
        Assert.That(reached.IsCompleted, Is.False);
        _turns.Done(FrameKind.End, new(4, 0, 0), false);
        await reached;
        Assert.That(next.IsCompleted, Is.False, "it is of an item that has not begun");
    }

    [Test, CancelAfter(10_000)]
    public async Task A_frame_that_was_there_before_or_is_from_nowhere_near_is_refused(CancellationToken cancellation)
    {
        Take(FrameKind.Item, 0, 0, loose: true);
        Take(FrameKind.Chunk, 2, 0);
        await Assert.ThrowsAsync<WireException>(() => Turn(FrameKind.Item, 0, 0, cancellation));
        await Assert.ThrowsAsync<WireException>(() => Turn(FrameKind.Chunk, 2, 0, cancellation));
        await Assert.ThrowsAsync<WireException>(() => Turn(FrameKind.Chunk, 1_000_000, 0, cancellation));
    }

    private Task Turn(FrameKind kind, ulong number, ulong item, CancellationToken cancellation) => _turns.WaitAsync(kind, new(number, item, 0), cancellation);

    private void Take(FrameKind kind, ulong number, ulong item, bool loose = false)
    {
        Assert.That(Turn(kind, number, item, default).IsCompletedSuccessfully, Is.True);
        _turns.Done(kind, new(number, item, 0), loose);
    }
}
