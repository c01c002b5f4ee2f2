namespace Containment.Containers;

/// <summary>Something that happened to a container.</summary>
/// <param name="At">When, by the machine's clock.</param>
/// <param name="Id">To which.</param>
/// <param name="Kind">What.</param>
public sealed record ContainerEvent(DateTimeOffset At, ContainerId Id, ContainerEventKind Kind)
{
    /// <summary>How it ended, with <see cref="ContainerEventKind.Exited"/>.</summary>
    public ExitStatus? Exit { get; init; }

    /// <summary>More about it, for people: the checkpoint's name, the other host, the signal.</summary>
    public string? Detail { get; init; }
}
