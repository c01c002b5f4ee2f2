namespace Containment.Benchmarks.Move;

/// <summary>What was measured of moves, in milliseconds.</summary>
internal sealed class MoveSamples
{
    public List<double> Freeze { get; } = [];

    /// <summary>As the client sees it.</summary>
    public List<double> Gap { get; } = [];

    public List<double> Total { get; } = [];

    /// <summary>By the name of the part of the freeze, in order.</summary>
    public Dictionary<string, List<double>> Parts { get; } = [];

    public void Add(Migration.MigrationReport report, double gap)
    {
        Add(report);
        Gap.Add(gap);
    }

    public void Add(Migration.MigrationReport report)
    {
        Freeze.Add(report.Freeze.TotalMilliseconds);
        Total.Add(report.Total.TotalMilliseconds);
        foreach (var (part, took) in report.FreezeParts)
        {
            if (!Parts.TryGetValue(part, out var samples)) Parts[part] = samples = [];
            samples.Add(took.TotalMilliseconds);
        }
    }

    public static void AddTo(Table table, string name, IReadOnlyList<double> samples) =>
        table.Row(name, Figures.Short(samples.Min()), Figures.Short(Figures.Percentile(samples, 0.5)), Figures.Short(Figures.Percentile(samples, 0.9)), Figures.Short(Figures.Percentile(samples, 0.99)));
}
