using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Migration;

namespace Containment.Cli.Commands;

internal static class MigrateCommand
{
    public static Command Build(HostChoice host)
    {
        var target = new Argument<string>("target") { Description = "The other host, as [peer@]address[:port], or peer@relay!address[:port]" };
        var cold = new Option<bool>("--cold") { Description = "Only files: stop it here, start it anew there" };
        var check = new Option<bool>("--check") { Description = "Only say what stands in the way" };
        var command = new Command("migrate", "Moves a container to another host while it runs") { target, cold, check };
        var link = new LinkOptions();
        link.AddTo(command);
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            var where = MigrationTarget.Parse(parsed.GetValue(target)!);
            var options = new MigrateOptions { Strategy = parsed.GetValue(cold) ? MigrationStrategy.Cold : MigrationStrategy.StopAndCopy };
            options = link.Apply(parsed, options);
            if (parsed.GetValue(check)) return Show(await container.Host.AnalyzeMigrationAsync(container.Id, where, options, cancellationToken));
            try
            {
                MigrationTable.Write(await container.Host.MigrateAsync(container.Id, where, options, new MigrationLines(), cancellationToken));
                return 0;
            }
            catch (MigrationException e)
            {
                foreach (var finding in e.Findings) Console.Error.WriteLine($"{finding.Severity}: {finding}");
                throw;
            }
        });
    }

    private static int Show(MigrationAnalysis analysis)
    {
        foreach (var finding in analysis.Findings) Console.WriteLine($"{finding.Severity}: {finding}");
        Console.WriteLine($"to send: base {Sizes.Of(analysis.BaseBytes)}, files {Sizes.Of(analysis.FileBytes)}, memory {Sizes.Of(analysis.MemoryBytes)}");
        Console.WriteLine(analysis.CanMove ? "it can move" : "it can't move");
        return analysis.CanMove ? 0 : ExitCodes.Failed;
    }
}
