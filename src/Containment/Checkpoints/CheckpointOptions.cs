namespace Containment.Checkpoints;

/// <summary>How to take a checkpoint.</summary>
public sealed record CheckpointOptions
{
    /// <summary>What it is called; of the form of a <see cref="ContainerId"/>. Null is the time, as in <c>20260131-235959-123</c>.</summary>
    public string? Name { get; init => field = value is null || ContainerId.TryParse(value, null, out _) ? value : throw new InvalidSpecException("checkpoint.name", value, "1 to 63 of a-z 0-9 - _ . and a letter or digit first"); }

    /// <summary>Lets the container go on afterwards. Default true; false ends it, as it was at that moment.</summary>
    public bool LeaveRunning { get; init; } = true;
}
