namespace Containment.Resources;

/// <summary>Stalls for want of one resource (PSI). All zero where <see cref="Measured"/> is false.</summary>
public struct StallSample
{
    internal StallReading SomeRead, FullRead;

    /// <summary>Whether this kernel measures it: that needs CONFIG_PSI and a v2 tree, with or without controllers.</summary>
    public bool Measured { get; internal set; }

    /// <summary>Time in which at least one task waited.</summary>
    public readonly StallReading Some => SomeRead;

    /// <summary>Time in which all of them waited.</summary>
    public readonly StallReading Full => FullRead;

    // Somebody does, or did lately.
    internal readonly bool Waits => SomeRead.Lately > 0 || SomeRead.Last10Seconds > 0;

    internal void Rest() => SomeRead.Lately = FullRead.Lately = 0;
}

/// <summary>Shares of time, 0 to 1.</summary>
public struct StallReading
{
    // Hundredths of a percent, as the kernel writes them.
    private const double Whole = 10_000;
    private ushort _last10, _last60, _last300;
    private float _lately;

    /// <summary>Share of the last 10 seconds; the kernel reckons it anew every 2 s.</summary>
    public double Last10Seconds { readonly get => _last10 / Whole; internal set => _last10 = (ushort)Math.Clamp(Math.Round(value * Whole), 0, Whole); }

    /// <summary>Share of the last 60 seconds.</summary>
    public double Last60Seconds { readonly get => _last60 / Whole; internal set => _last60 = (ushort)Math.Clamp(Math.Round(value * Whole), 0, Whole); }

    /// <summary>Share of the last 300 seconds.</summary>
    public double Last300Seconds { readonly get => _last300 / Whole; internal set => _last300 = (ushort)Math.Clamp(Math.Round(value * Whole), 0, Whole); }

    /// <summary>Time stalled in all.</summary>
    public TimeSpan Total { get; internal set; }

    /// <summary>Share of the time since the reading before: what rises first under sudden pressure. 0 in the first.</summary>
    public double Lately { readonly get => _lately; internal set => _lately = (float)value; }
}
