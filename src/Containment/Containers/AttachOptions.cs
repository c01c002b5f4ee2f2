namespace Containment.Containers;

/// <summary>Which part of a first process's output an attached console shows.</summary>
public sealed record AttachOptions
{
    /// <summary>Shows first what the log has of it already. Default false: only what is written from now on.</summary>
    public bool FromBeginning { get; init; }
}
