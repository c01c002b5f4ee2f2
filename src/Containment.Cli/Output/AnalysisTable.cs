using System.Globalization;
using Containment.Migration;
using Spectre.Console;

namespace Containment.Cli.Output;

/// <summary>A pre-flight as people read it: what was found, with what to do, and what the move would cost.</summary>
internal static class AnalysisTable
{
    private const int WideEnough = 1000;

    public static void Write(MigrationAnalysis analysis)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WideEnough;
        if (analysis.Findings.Count > 0)
        {
            var table = new Table().AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("code").NoWrap()).AddColumn("what was seen").AddColumn("why it matters").AddColumn("what to do");
            foreach (var finding in analysis.Findings)
                table.AddRow(Mark(finding), finding.Code, Markup.Escape(finding.What), Markup.Escape(finding.Why), Markup.Escape(finding.Remedy));
            AnsiConsole.Write(table);
        }
        Console.WriteLine($"to send: base {Sizes.Of(analysis.BaseBytes)}, files {Sizes.Of(analysis.FileBytes)}, memory {Sizes.Of(analysis.MemoryBytes)}");
        if (analysis.Estimate is { } estimate)
            Console.WriteLine($"estimate: {Sizes.Of(estimate.Bytes)} in {estimate.Rounds} rounds{(estimate.BytesPerSecond is { } rate ? $" at {Sizes.Of(rate)}/s" : "")}, {(estimate.Total is { } total ? Text(total) : "how long is not known")}, {(estimate.Freeze is { } freeze ? $"stands still for {Text(freeze)}" : "how long it is away is not known")}");
        foreach (var reason in analysis.Reasons) Console.WriteLine(reason);
        Console.WriteLine(analysis.Strategy is { } strategy ? $"it can move: {strategy}" : "it can't move");
    }

    private static string Mark(MigrationFinding finding) => finding.Severity switch
    {
        MigrationSeverity.Blocker => finding.MemoryOnly ? "[red]processes[/]" : "[red]blocker[/]",
        MigrationSeverity.Warning => "[yellow]warning[/]",
        _ => "note",
    };

    private static string Text(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
