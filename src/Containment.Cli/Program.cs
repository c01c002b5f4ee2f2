using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Containment.Cli;
using Containment.Cli.Commands;
using Containment.Cli.Options;
using Containment.Cli.Terminal;

var host = new HostChoice();
var root = new Command("containment", "Runs Linux containers on this machine, and moves them to others while they run.") { new HelpOption(), new VersionOption() };
host.AddTo(root);
foreach (var command in CommandList.All(host)) root.Subcommands.Add(command);

var configuration = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    // Signals are ours: a container in the foreground gets them, and may take its time.
    ProcessTerminationTimeout = null,
};
using var interruption = new Interruption();
try
{
    var parsed = root.Parse(Profiles.Expand(root, args, ProfileFile.Home));
    if (parsed.Action is ParseErrorAction wrong) wrong.ShowHelp = wrong.ShowTypoCorrections = false;
    var code = await parsed.InvokeAsync(configuration, interruption.Token);
    return parsed.Errors.Count > 0 ? ExitCodes.WrongInput : code;
}
catch (Exception e) when (ExitCodes.For(e) is { } code)
{
    if (code is not (ExitCodes.Interrupted or ExitCodes.NobodyReads)) Console.Error.WriteLine($"containment: {e.Message}");
    return code;
}
