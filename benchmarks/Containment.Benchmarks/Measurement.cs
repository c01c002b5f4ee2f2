namespace Containment.Benchmarks;

/// <summary>What a benchmark found: the figure that is compared with the target, and the rows that it comes from.</summary>
internal sealed record Measurement(double Figure, Table Table)
{
    /// <summary>What a reader must know to read the rows.</summary>
    public string? Note { get; init; }
}
