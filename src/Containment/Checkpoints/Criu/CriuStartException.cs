using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Criu;

/// <summary>A step before CRIU's own first one failed.</summary>
internal sealed class CriuStartException(int step, Errno error) : Exception($"step {step}: {error}")
{
    public int Step { get; } = step;
    public Errno Error { get; } = error;
}
