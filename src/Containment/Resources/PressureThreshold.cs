using System.Globalization;

namespace Containment.Resources;

/// <summary>
/// So much waiting within a window of time is too much (a PSI trigger, Documentation/accounting/psi.rst). Written as <c>memory:some:150ms/2s</c>.
/// </summary>
public sealed record PressureThreshold : IParsable<PressureThreshold>
{
    private static readonly TimeSpan Widest = TimeSpan.FromSeconds(10);

    /// <summary>Too much is <paramref name="stalled"/> within <paramref name="window"/>.</summary>
    /// <param name="resource">What is waited for.</param>
    /// <param name="full">Whether all tasks must wait, or some.</param>
    /// <param name="stalled">How long they may wait.</param>
    /// <param name="window">Within what time; 10 s at most. Without CAP_SYS_RESOURCE the kernel takes only multiples of 2 s: another window is made the next longer one of these, and the time allowed grows in proportion.</param>
    /// <exception cref="InvalidSpecException">Not more than zero, or more than the window or the 10 s.</exception>
    public PressureThreshold(PressureResource resource, bool full, TimeSpan stalled, TimeSpan window)
    {
        if (window <= TimeSpan.Zero || window > Widest) throw new InvalidSpecException("pressure.window", window, "more than 0 and 10 s at most");
        if (stalled < TimeSpan.FromMicroseconds(1) || stalled > window) throw new InvalidSpecException("pressure.stalled", stalled, "1 µs or more, and no more than the window");
        (Resource, Full, Stalled, Window) = (resource, full, stalled, window);
    }

    /// <summary>What is waited for.</summary>
    public PressureResource Resource { get; }

    /// <summary>Whether all tasks must wait, or some.</summary>
    public bool Full { get; }

    /// <summary>How long they may wait.</summary>
    public TimeSpan Stalled { get; }

    /// <summary>Within what time.</summary>
    public TimeSpan Window { get; }

    /// <summary>Reads <c>memory:some:150ms/2s</c>: cpu, memory or io; some or full; two times in us, ms or s.</summary>
    /// <exception cref="InvalidSpecException">Something else.</exception>
    public static PressureThreshold Parse(string s, IFormatProvider? provider = null) =>
        (s ?? "").Split(':') is [var resource, "some" or "full", var times] parts && Named(resource) is { } named && times.Split('/') is [var stalled, var window] && Time(stalled) is { } s1 && Time(window) is { } s2
            ? new(named, parts[1] == "full", s1, s2) : throw new InvalidSpecException("pressure", s, "as in memory:some:150ms/2s");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out PressureThreshold result)
    {
        result = null!;
        try
        {
            result = Parse(s!, provider);
            return true;
        }
        catch (InvalidSpecException)
        {
            return false;
        }
    }

    /// <summary>In the form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Resource.ToString().ToLowerInvariant()}:{(Full ? "full" : "some")}:{Text(Stalled)}/{Text(Window)}";

    /// <summary>What is written to the file.</summary>
    internal string Trigger => string.Create(CultureInfo.InvariantCulture, $"{(Full ? "full" : "some")} {(long)Stalled.TotalMicroseconds} {(long)Window.TotalMicroseconds}");

    /// <summary>What the kernel takes also from those without CAP_SYS_RESOURCE.</summary>
    internal PressureThreshold Ordinary
    {
        get
        {
            var window = TimeSpan.FromSeconds(2 * Math.Ceiling(Window.TotalSeconds / 2));
            return new(Resource, Full, Stalled * (window / Window), window);
        }
    }

    private static PressureResource? Named(string word) => word switch { "cpu" => PressureResource.Cpu, "memory" => PressureResource.Memory, "io" => PressureResource.Io, _ => null };

    private static TimeSpan? Time(string text)
    {
        var digits = text.TrimEnd('u', 'm', 's');
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1e8) return null;
        return text[digits.Length..] switch { "us" => TimeSpan.FromMicroseconds(number), "ms" => TimeSpan.FromMilliseconds(number), "s" => TimeSpan.FromSeconds(number), _ => null };
    }

    private static string Text(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###}ms");
}

/// <summary>What tasks wait for.</summary>
public enum PressureResource
{
    /// <summary>A CPU.</summary>
    Cpu,
    /// <summary>Memory: reclaim, swap, pages that were thrown out and are read again.</summary>
    Memory,
    /// <summary>A disk.</summary>
    Io,
}
