namespace Containment.Benchmarks.Freeze;

/// <summary>What was measured on one side, in milliseconds.</summary>
internal sealed class FreezeSamples
{
    public List<double> Frozen { get; } = [];

    public List<double> Checkpoint { get; } = [];

    public List<double> Restore { get; } = [];

    /// <summary>Of a restore, the part that is CRIU's.</summary>
    public List<double> RestoreByCriu { get; } = [];

    public double FrozenMedian => Figures.Percentile(Frozen, 0.5);

    public void AddTo(Table table, string name) => table.Row(name,
        Figures.Short(FrozenMedian), Figures.Short(Figures.Percentile(Frozen, 0.9)), Figures.Short(Figures.Percentile(Checkpoint, 0.5)), Figures.Short(Figures.Percentile(Restore, 0.5)));
}
