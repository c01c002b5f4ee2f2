namespace Containment.Benchmarks;

/// <summary>What a figure should be: at most or at least a value.</summary>
internal readonly record struct Target(double Value, bool AtLeast)
{
    public static Target AtMost(double value) => new(value, false);

    public static Target No => new(double.NaN, false);

    public static Target OrMore(double value) => new(value, true);

    /// <summary>Whether a figure reaches it.</summary>
    public bool IsMetBy(double figure) => double.IsNaN(Value) || (AtLeast ? figure >= Value : figure <= Value);

    public override string ToString() => double.IsNaN(Value) ? "none" : (AtLeast ? ">=" : "<=") + Figures.Short(Value);
}
