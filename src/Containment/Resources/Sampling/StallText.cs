using System.Buffers.Text;

namespace Containment.Resources.Sampling;

/// <summary>Reads the form of cpu.pressure, memory.pressure and io.pressure (Documentation/accounting/psi.rst), in bytes.</summary>
internal static class StallText
{
    /// <param name="text">The file.</param>
    /// <param name="stall">What it said before, and says now.</param>
    /// <param name="elapsed">Since it was read before; zero for the first time.</param>
    public static void Read(ReadOnlySpan<byte> text, ref StallSample stall, TimeSpan elapsed)
    {
        stall.Measured = true;
        if (text.StartsWith("some "u8)) Line(text, ref stall.SomeRead, elapsed);
        var full = text.IndexOf("\nfull "u8);
        if (full >= 0) Line(text[full..], ref stall.FullRead, elapsed);
    }

    private static void Line(ReadOnlySpan<byte> text, ref StallReading reading, TimeSpan elapsed)
    {
        reading.Last10Seconds = Percent(ref text);
        reading.Last60Seconds = Percent(ref text);
        reading.Last300Seconds = Percent(ref text);
        var total = TimeSpan.FromTicks(Math.Max(0, Next(ref text)) * TimeSpan.TicksPerMicrosecond);
        reading.Lately = elapsed > TimeSpan.Zero ? Math.Min(1, StatText.Share(reading.Total, total, elapsed)) : 0;
        reading.Total = total;
    }

    // Two digits behind the point, always.
    private static double Percent(ref ReadOnlySpan<byte> text)
    {
        var whole = Next(ref text);
        if (text is not [(byte)'.', var tens, var ones, ..]) return whole / 100.0;
        return (whole * 100 + (tens - '0') * 10 + (ones - '0')) / 10_000.0;
    }

    private static long Next(ref ReadOnlySpan<byte> text)
    {
        text = text[(text.IndexOf((byte)'=') + 1)..];
        if (!Utf8Parser.TryParse(text, out long value, out var used)) return 0;
        text = text[used..];
        return value;
    }
}
