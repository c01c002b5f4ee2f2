namespace Containment.Migration.Wire;

/// <summary>
/// Puts the frames of items that come over several streams in the order they were sent in: each waits for its turn, and holds up
/// only its own stream meanwhile. Chunks of an item whose order does not count go as soon as the item has begun.
/// </summary>
internal sealed class ItemTurns
{
    // Far more than lies between two streams; a frame beyond it is a mistake.
    private const ulong Farthest = 1 << 16;

    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _early = [];
    private TaskCompletionSource _moved = New();
    private ulong _next;
    private ulong? _loose;

    /// <summary>Waits until a frame may be taken. Its <see cref="Done"/> must follow.</summary>
    /// <exception cref="WireException">It was there before, or is from nowhere near.</exception>
    public async Task WaitAsync(FrameKind kind, ItemPlace place, CancellationToken cancellation)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (place.Number < _next || place.Number - _next > Farthest || _early.Contains(place.Number)) throw new WireException($"frame {place.Number} of the items where {_next} was due");
                if (place.Number == _next || (kind == FrameKind.Chunk && place.Item == _loose)) return;
                moved = _moved.Task;
            }
            await moved.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A frame has been taken, whatever became of it.</summary>
    /// <param name="place">The frame.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="loose">It began an item whose chunks may overtake each other.</param>
    public void Done(FrameKind kind, ItemPlace place, bool loose)
    {
        lock (_lock)
        {
            _early.Add(place.Number);
            while (_early.Remove(_next)) _next++;
            if (kind != FrameKind.Chunk) _loose = loose ? place.Number : null;
            (var moved, _moved) = (_moved, New());
            moved.SetResult();
        }
    }

    /// <summary>Waits until so many frames have been taken.</summary>
    public async Task ReachedAsync(ulong count, CancellationToken cancellation)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_next >= count) return;
                moved = _moved.Task;
            }
            await moved.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
