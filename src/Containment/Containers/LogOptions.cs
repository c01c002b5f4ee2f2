namespace Containment.Containers;

/// <summary>Which part of a container's output to read.</summary>
public sealed record LogOptions
{
    /// <summary>Goes on with what is written from now on, until the container ends. Default false.</summary>
    public bool Follow { get; init; }

    /// <summary>Leaves out what was written before. Default: nothing.</summary>
    public DateTimeOffset? Since { get; init; }
}
