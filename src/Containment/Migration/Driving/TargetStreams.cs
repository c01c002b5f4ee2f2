using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>The further streams of a move at its target.</summary>
internal sealed class TargetStreams
{
    private const int Most = 8;

    private readonly Lock _lock = new();
    private readonly List<MoveLink> _streams = [];
    private bool _closed;

    /// <exception cref="WireException">There are as many as there may be, or none is wanted any more.</exception>
    public void Add(MoveLink stream)
    {
        lock (_lock)
        {
            if (_closed || _streams.Count >= Most) throw new WireException("a further stream when none is due");
            _streams.Add(stream);
        }
    }

    public async Task CloseAsync()
    {
        MoveLink[] open;
        lock (_lock) (open, _closed) = ([.. _streams], true);
        foreach (var stream in open) await stream.DisposeAsync().ConfigureAwait(false);
    }
}
