using System.Globalization;
using Containment.Migration;

namespace Containment.Cli.Output;

/// <summary>How a move gets on, as lines: one for each phase and round, the last of them still changing.</summary>
internal sealed class MoveView(string title)
{
    private readonly List<(MigrationProgress Told, TimeSpan Began)> _rows = [];

    public void Take(MigrationProgress progress)
    {
        if (_rows.Count > 0 && (_rows[^1].Told.Phase, _rows[^1].Told.Round) == (progress.Phase, progress.Round)) _rows[^1] = (progress, _rows[^1].Began);
        else _rows.Add((progress, progress.Elapsed));
    }

    /// <param name="elapsed">Since the call, by now.</param>
    /// <param name="width">Columns; longer lines are cut.</param>
    public IReadOnlyList<string> Lines(TimeSpan elapsed, int width)
    {
        List<string> lines = [title, $"{"PHASE",-14} {"ROUND",5} {"SENT",10} {"RATE",12} {"DIRTY",12} {"LEFT",10} {"TIME",10}"];
        for (var at = 0; at < _rows.Count; at++) lines.Add(Line(_rows[at].Told, (at + 1 < _rows.Count ? _rows[at + 1].Began : elapsed) - _rows[at].Began));
        return [.. lines.Select(line => line.Length <= width ? line : line[..Math.Max(0, width)])];
    }

    private static string Line(MigrationProgress row, TimeSpan took) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Phase,-14} {(row.Round > 0 ? $"{row.Round}" : ""),5} {(row.RoundBytes > 0 ? Sizes.Of(row.RoundBytes) : ""),10} {Rate(row.BytesPerSecond),12} {Rate(row.DirtyBytesPerSecond),12} {(row.BytesLeft is { } left ? Sizes.Of(left) : ""),10} {(row.Phase == MigrationPhase.Done ? "" : Time(took)),10}{Still(row)}").TrimEnd();

    // Of what is over the report says it.
    private static string Still(MigrationProgress row) => row switch
    {
        { Frozen: { } frozen, Phase: MigrationPhase.Freezing or MigrationPhase.CopyingMemory or MigrationPhase.Restoring or MigrationPhase.Committing } => $"  stands still for {Time(frozen)}",
        { Frozen: { } frozen, Phase: MigrationPhase.Done } => $"  it stood still for {Time(frozen)}",
        _ => "",
    };

    private static string Rate(long? rate) => rate is { } bytes ? $"{Sizes.Of(bytes)}/s" : "";

    private static string Time(TimeSpan time) => time < TimeSpan.FromSeconds(10)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
