using Containment.Containers;
using Spectre.Console;

namespace Containment.Cli.Output;

/// <summary>Containers, one a line.</summary>
internal static class ContainerTable
{
    private const int WideEnough = 1000, CommandWidth = 40;

    public static async Task WriteAsync(IReadOnlyList<Container> containers, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WideEnough;
        var table = new Table { Border = TableBorder.None };
        foreach (var head in (string[])["NAME", "PHASE", "PID", "MEMORY", "CPU TIME", "ADDRESSES", "COMMAND"]) table.AddColumn(new TableColumn(head).NoWrap());
        foreach (var container in containers)
        {
            try
            {
                table.AddRow(await RowAsync(container, cancellationToken));
            }
            catch (ContainmentException e) when (e.Reason == FailureReason.NotFound)
            {
                continue;
            }
        }
        AnsiConsole.Write(table);
    }

    private static async Task<Text[]> RowAsync(Container container, CancellationToken cancellationToken)
    {
        var status = await container.GetStatusAsync(cancellationToken);
        var usage = status.Phase is ContainerPhase.Running or ContainerPhase.Paused ? await container.GetUsageAsync(cancellationToken) : null;
        string[] cells =
        [
            container.Id.Value,
            status.Exit is { } exit ? $"{status.Phase} ({exit})" : status.Phase.ToString(),
            status.ProcessId?.ToString() ?? "",
            usage is null ? "" : Sizes.Of(usage.MemoryCurrent),
            usage is null ? "" : $"{usage.CpuTime.TotalSeconds:0.00} s",
            string.Join(' ', container.Spec.Networks.SelectMany(network => network.Addresses)),
            Short(string.Join(' ', container.Spec.Process.Command).ReplaceLineEndings(" ")),
        ];
        return [.. cells.Select(cell => new Text(cell))];
    }

    private static string Short(string command) => command.Length <= CommandWidth ? command : command[..(CommandWidth - 1)] + "…";
}
