using System.Text;
using Containment.Oci.CommandLine;
using Containment.Oci.Output;
using Containment.Oci.States;

namespace Containment.Oci.Commands;

/// <summary><c>list [--format table|json] [-q]</c></summary>
internal sealed class ListCommand : Command
{
    private static readonly Flag Format = Flag.Text("format", "select one of: table or json", "f", "table");
    private static readonly Flag Quiet = Flag.Switch("quiet", "display only container IDs", "q");

    public override string Name => "list";
    public override string Summary => "list the containers with their state";
    public override string Form => "";
    public override IReadOnlyList<Flag> Flags => [Format, Quiet];
    public override (int Least, int Most) Arguments => (0, 0);

    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var format = invocation.Text(Format);
        if (format is not ("table" or "json")) throw new UsageException("invalid format option");
        var ids = invocation.Store.List();
        if (invocation.On(Quiet)) invocation.Output.Write(Encoding.UTF8.GetBytes(string.Concat(ids.Select(id => id + "\n"))));
        else
        {
            var containers = ids.Select(id => Read(invocation, id)).OfType<ContainerView>().ToList();
            invocation.Output.Write(format == "json" ? StateText.Write(containers) : Table(containers));
        }
        return Task.FromResult(0);
    }

    // One that was removed meanwhile, or whose state is damaged, does not hide the others.
    private static ContainerView? Read(Invocation invocation, string id)
    {
        try
        {
            return invocation.Store.Read(id);
        }
        catch (ContainmentException wrong)
        {
            if (wrong.Reason != FailureReason.NotFound) invocation.Log.Warning($"{id}: {wrong.Message}");
            return null;
        }
    }

    private static byte[] Table(IReadOnlyList<ContainerView> containers)
    {
        List<string[]> rows = [["ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"]];
        foreach (var one in containers)
            rows.Add([one.Record.Id, $"{one.Pid}", one.Status, one.Record.Bundle, one.Record.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ"), OwnerName.Of(one.Record.Owner)]);
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => Math.Max(12, rows.Max(row => row[column].Length + 1))).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows) text.AppendLine(string.Concat(row.Select((cell, column) => column < row.Length - 1 ? cell.PadRight(widths[column]) : cell)));
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
