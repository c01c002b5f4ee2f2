using System.Diagnostics;
using System.Text;
using Containment.Oci.CommandLine;
using Containment.Oci.Life;
using Containment.Oci.Output;

namespace Containment.Oci.Commands;

/// <summary><c>ps [--format table|json] ID [PS OPTIONS]</c></summary>
internal sealed class PsCommand : Command
{
    private static readonly Flag Format = Flag.Text("format", "select one of: table or json", "f", "table");

    public override string Name => "ps";
    public override string Summary => "list the processes of a container, as the host numbers them";
    public override string Form => "<container-id> [ps options]";
    public override IReadOnlyList<Flag> Flags => [Format];
    public override (int Least, int Most) Arguments => (1, int.MaxValue);
    public override bool CarriesCommandLine => true;

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var format = invocation.Text(Format);
        if (format is not ("table" or "json")) throw new UsageException("invalid format option");
        var pids = Inhabitants.Of(invocation.Store.Read(invocation.Id));
        if (format == "json")
        {
            invocation.Output.Write($"[{string.Join(',', pids)}]\n");
            return 0;
        }
        string[] options = invocation.Arguments.Count > 1 ? [.. invocation.Arguments.Skip(1)] : ["-ef"];
        invocation.Output.Write(ProcessTable.Pick(await ListAsync(options, cancellationToken).ConfigureAwait(false), pids));
        return 0;
    }

    private static async Task<string> ListAsync(string[] options, CancellationToken cancellationToken)
    {
        Process ps;
        try
        {
            ps = Process.Start(new ProcessStartInfo("ps", options) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 })!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new ContainmentException(FailureReason.ToolMissing, "ps", "ps is not in PATH; install the package procps", null, missing);
        }
        using (ps)
        {
            var errors = ps.StandardError.ReadToEndAsync(cancellationToken);
            var table = await ps.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await ps.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (ps.ExitCode != 0) throw new ContainmentException(FailureReason.ToolFailed, "ps", $"ps {string.Join(' ', options)}: exit status {ps.ExitCode}: {(await errors.ConfigureAwait(false)).Trim()}");
            return table;
        }
    }
}
