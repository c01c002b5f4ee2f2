using System.CommandLine;
using Containment.Cli;
using Containment.Cli.Commands;
using Containment.Cli.Options;

var host = new HostChoice();
var root = new RootCommand("Runs Linux containers on this machine, and moves them to others while they run.");
host.AddTo(root);
foreach (var command in CommandList.All(host)) root.Subcommands.Add(command);

var configuration = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
};
try
{
    return await root.Parse(args).InvokeAsync(configuration);
}
catch (Exception e) when (ExitCodes.For(e) is { } code)
{
    Console.Error.WriteLine($"containment: {e.Message}");
    return code;
}
