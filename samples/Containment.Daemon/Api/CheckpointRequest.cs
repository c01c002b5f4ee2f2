using Containment.Checkpoints;

namespace Containment.Daemon.Api;

internal sealed record CheckpointRequest
{
    public string? Name { get; set; }

    public bool LeaveRunning { get; set; } = true;
}

internal sealed record RestoreRequest(string? Name = null);

internal sealed record CheckpointView(string Name, DateTimeOffset TakenAt, string Kernel, string Criu, long MemoryBytes, long FileBytes, double FreezeMilliseconds)
{
    public static CheckpointView Of(Checkpoint checkpoint) =>
        new(checkpoint.Name, checkpoint.TakenAt, checkpoint.Kernel, checkpoint.Criu, checkpoint.MemoryBytes, checkpoint.FileBytes, checkpoint.Freeze.TotalMilliseconds);
}
