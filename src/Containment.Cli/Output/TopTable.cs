using System.Globalization;
using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>Rows of top as lines of text, no longer than the terminal is wide: columns that don't fit are left out, the last first.</summary>
internal static class TopTable
{
    private static readonly (string Head, int Width, Func<TopRow, string> Cell)[] Columns =
    [
        ("NAME", 24, row => row.Sample.Id.Value),
        ("CPU", 6, row => Fixed(row.Sample.Cpu.Cores)),
        ("OF", 5, row => row.Limits.Cpu?.Cores is { } cores ? Fixed(cores) : "-"),
        ("MEMORY", 10, row => Sizes.Of(row.Sample.Memory.Current)),
        ("OF", 10, row => (row.Limits.MemoryMax?.Bytes ?? row.Limits.MemoryHigh?.Bytes) is { } bytes ? Sizes.Of(bytes) : "-"),
        ("CPUWAIT", 7, row => Percent(row.Sample.CpuPressure)),
        ("MEMWAIT", 7, row => Percent(row.Sample.MemoryPressure)),
        ("IOWAIT", 6, row => Percent(row.Sample.IoPressure)),
        ("PIDS", 5, row => row.Sample.Pids.Current?.ToString(CultureInfo.InvariantCulture) ?? "-"),
        ("READ/s", 10, row => row.Sample.Io.ReadBytes is null ? "-" : Sizes.Of((long)row.Sample.Io.ReadBytesPerSecond)),
        ("WRITE/s", 10, row => row.Sample.Io.WrittenBytes is null ? "-" : Sizes.Of((long)row.Sample.Io.WrittenBytesPerSecond)),
        ("WORKING", 10, row => Sizes.Of(row.Sample.Memory.WorkingSet)),
        ("SWAP", 10, row => row.Sample.Memory.Swap is { } swap ? Sizes.Of(swap) : "-"),
        ("KILLED", 6, row => row.Sample.Memory.OutOfMemoryKills?.ToString(CultureInfo.InvariantCulture) ?? "-"),
        ("CPU TIME", 11, row => string.Create(CultureInfo.InvariantCulture, $"{row.Sample.Cpu.Time.TotalSeconds:0.00} s")),
    ];

    /// <summary>The head, then the rows.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<TopRow> rows, int width)
    {
        var name = Math.Max(Columns[0].Width, rows.Select(row => row.Sample.Id.Value.Length).DefaultIfEmpty().Max());
        if (width < int.MaxValue) name = Columns[0].Width;
        var used = name;
        var shown = Columns.Skip(1).TakeWhile(column => (used += column.Width + 1) <= width).ToArray();
        string Line(string first, Func<(string Head, int Width, Func<TopRow, string> Cell), string> cell) =>
            Cut(string.Concat([Cut(first, name).PadRight(name), .. shown.Select(column => " " + cell(column).PadLeft(column.Width))]), width);
        return [Line(Columns[0].Head, column => column.Head), .. rows.Select(row => Line(row.Sample.Id.Value, column => column.Cell(row)))];
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : width < 1 ? "" : text[..(width - 1)] + "…";

    private static string Percent(StallSample stall) => stall.Measured ? (stall.Some.Last10Seconds * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%" : "-";

    private static string Fixed(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
