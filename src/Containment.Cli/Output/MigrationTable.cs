using Containment.Migration;
using Spectre.Console;

namespace Containment.Cli.Output;

/// <summary>What a move cost.</summary>
internal static class MigrationTable
{
    public static void Write(MigrationReport report)
    {
        var table = new Table().AddColumn("move").AddColumn(new TableColumn(report.Id.Value).RightAligned());
        table.AddRow("to", Markup.Escape(report.Target.ToString()));
        table.AddRow("strategy", report.Strategy.ToString());
        foreach (var reason in report.Reasons) table.AddRow("", Markup.Escape(reason));
        table.AddRow("rounds", $"{report.Rounds}");
        table.AddRow("base root file system", Sizes.Of(report.BaseBytes));
        table.AddRow("files", Sizes.Of(report.FileBytes));
        table.AddRow("memory", Sizes.Of(report.MemoryBytes));
        table.AddRow("bytes on the wire", Sizes.Of(report.WireBytes));
        if (report.Resumptions > 0) table.AddRow("link broke", $"{report.Resumptions} times");
        table.AddRow("freeze", $"{report.Freeze.TotalMilliseconds:0.0} ms");
        foreach (var (part, time) in report.FreezeParts) table.AddRow($"  {Markup.Escape(part)}", $"{time.TotalMilliseconds:0.0} ms");
        table.AddRow("total", $"{report.Total.TotalMilliseconds:0} ms");
        AnsiConsole.Write(table);
    }
}
