namespace Containment.Migration;

/// <summary>What a finished move cost.</summary>
public sealed record MigrationReport
{
    /// <summary>The container.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>The move's own name, in both hosts' journals.</summary>
    public required Guid MigrationId { get; init; }

    /// <summary>Where it is now.</summary>
    public required MigrationTarget Target { get; init; }

    /// <summary>What was done.</summary>
    public required MigrationStrategy Strategy { get; init; }

    /// <summary>Why it was done so.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The ownership epoch it has now; one more than before.</summary>
    public required long Epoch { get; init; }

    /// <summary>Rounds of file copying, the last one (frozen) included.</summary>
    public required int Rounds { get; init; }

    /// <summary>Bytes of the base root file system that the target lacked.</summary>
    public required long BaseBytes { get; init; }

    /// <summary>Bytes of the container's own files, all rounds.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of memory and process state.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Everything that went over the wire in both directions, framing included, TLS excluded.</summary>
    public required long WireBytes { get; init; }

    /// <summary>How often the link broke and the move was begun again; the other figures are those of the last attempt.</summary>
    public int Resumptions { get; init; }

    /// <summary>From the freeze here to the word of the target that it runs (CLOCK_MONOTONIC of the source).</summary>
    public required TimeSpan Freeze { get; init; }

    /// <summary>How long each part of the freeze took, in order.</summary>
    public IReadOnlyDictionary<string, TimeSpan> FreezeParts { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>From the call to the end.</summary>
    public required TimeSpan Total { get; init; }
}
