using System.Collections.Concurrent;
using Containment.Migration.Driving;

namespace Containment.Tests.Migration.Fakes;

/// <summary>Notes every step, and does something once at one of them.</summary>
internal sealed class StepHook(string? at = null, Action? act = null) : IStepWatch
{
    private int _done;

    public ConcurrentQueue<string> Steps { get; } = new();

    public bool Hit => _done > 0;

    public ValueTask AtAsync(string step)
    {
        Steps.Enqueue(step);
        if (step == at && Interlocked.Exchange(ref _done, 1) == 0) act!();
        return default;
    }
}
