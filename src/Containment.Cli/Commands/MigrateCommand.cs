using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Cli.Terminal;
using Containment.Containers;
using Containment.Migration;

namespace Containment.Cli.Commands;

internal static class MigrateCommand
{
    public static Command Build(HostChoice host)
    {
        var target = new Argument<string>("target") { Description = "The other host, as [peer@]address[:port], or peer@relay!address[:port]" };
        var check = new Option<bool>("--check") { Description = "Only say what stands in the way, what to do about it, and what the move would cost" };
        var json = new Option<bool>("--json") { Description = "The pre-flight, or the report, as one JSON object" };
        var move = new MoveOptions();
        var command = new Command("migrate", "Moves a container to another host while it runs") { target, check, json };
        foreach (var option in move.All) command.Options.Add(option);
        var link = new LinkOptions();
        link.AddTo(command);
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            var where = MigrationTarget.Parse(parsed.GetValue(target)!);
            var options = link.Apply(parsed, move.Read(parsed));
            if (parsed.GetValue(check)) return Show(await container.Host.AnalyzeMigrationAsync(container.Id, where, options, cancellationToken), parsed.GetValue(json));
            try
            {
                var report = await MoveAsync(container, where, options, cancellationToken);
                if (parsed.GetValue(json)) Console.WriteLine(MigrationJson.Of(report));
                else MigrationTable.Write(report);
                return 0;
            }
            catch (MigrationException e)
            {
                foreach (var finding in e.Findings) Console.Error.WriteLine($"{finding.Severity}: {finding}");
                throw;
            }
        });
    }

    private static async Task<MigrationReport> MoveAsync(Container container, MigrationTarget where, MigrateOptions options, CancellationToken cancellationToken)
    {
        if (Console.IsErrorRedirected || RawTerminal.Size is null) return await container.MigrateAsync(where, options, new MigrationLines(), cancellationToken);
        using var screen = new MoveScreen($"{container.Id} to {where}");
        return await container.MigrateAsync(where, options, screen, cancellationToken);
    }

    private static int Show(MigrationAnalysis analysis, bool json)
    {
        if (json) Console.WriteLine(MigrationJson.Of(analysis));
        else AnalysisTable.Write(analysis);
        return analysis.CanMove ? 0 : ExitCodes.Failed;
    }
}
