namespace Containment.Checkpoints.Tracking;

/// <summary>How processes are stopped and go on. Both may do nothing where they stand still anyway.</summary>
internal sealed record Standstill(Func<CancellationToken, Task> StopAsync, Func<Task> GoOnAsync)
{
    /// <summary>For processes that stand still already.</summary>
    public static readonly Standstill Already = new(_ => Task.CompletedTask, () => Task.CompletedTask);
}
