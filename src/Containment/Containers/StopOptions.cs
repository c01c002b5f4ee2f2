namespace Containment.Containers;

/// <summary>How to end a container in an orderly way.</summary>
public sealed record StopOptions
{
    /// <summary>What to ask with; null is that of the container (<see cref="ContainerSpec.StopSignal"/>), else SIGTERM, or SIGRTMIN+3 for a system container.</summary>
    public Signal? Signal { get; init; }

    /// <summary>How long it has before everything in it is killed. Default 10 seconds.</summary>
    /// <exception cref="InvalidSpecException">Below zero.</exception>
    public TimeSpan GracePeriod { get; init => field = value >= TimeSpan.Zero ? value : throw new InvalidSpecException("gracePeriod", value, "zero or more"); } = TimeSpan.FromSeconds(10);
}
