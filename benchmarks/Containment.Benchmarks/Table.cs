namespace Containment.Benchmarks;

/// <summary>Rows for a person: the first column is text, the others are figures set to the right.</summary>
internal sealed class Table(params IReadOnlyList<string> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public Table Row(string name, params IReadOnlyList<string> cells)
    {
        _rows.Add([name, .. cells]);
        return this;
    }

    public override string ToString()
    {
        var widths = columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Length).Max()).ToArray();
        string Line(IReadOnlyList<string> cells) =>
            "| " + string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))) + " |";
        var rule = "|" + string.Join("|", widths.Select((width, i) => i == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")) + "|";
        return string.Join('\n', [Line(columns), rule, .. _rows.Select(Line)]);
    }
}
