using System.CommandLine;
using Containment.Bundles;

namespace Containment.Cli.Options;

/// <summary>How a process runs, on the command line: for run, create and exec.</summary>
internal sealed class ProcessOptions(bool mayBeLeftOut = false)
{
    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "An environment variable", HelpName = "NAME=VALUE" };
    private readonly Option<string> _directory = new("--workdir", "-w") { Description = "The working directory inside", DefaultValueFactory = _ => "/", HelpName = "path" };
    private readonly Option<string> _user = new("--user", "-u") { Description = "Who runs it: uid, uid:gid or a name known inside", DefaultValueFactory = _ => "0", HelpName = "user" };
    private readonly Option<bool> _terminal = new("--tty", "-t") { Description = "Give it a terminal" };
    private readonly Argument<string[]> _command = new("command") { Description = "The program and its arguments", Arity = mayBeLeftOut ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore, CaptureRemainingTokens = true };

    public IReadOnlyList<Option> All => [_environment, _directory, _user, _terminal];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
        command.Arguments.Add(_command);
    }

    /// <summary>Whether a command was given.</summary>
    public bool Wanted(ParseResult parsed) => parsed.GetValue(_command) is { Length: > 0 };

    public ProcessSpec Read(ParseResult parsed) => new(parsed.GetValue(_command)!)
    {
        Environment = Pairs.Read("--env", parsed.GetValue(_environment)),
        WorkingDirectory = parsed.GetValue(_directory)!,
        User = parsed.GetValue(_user)!,
        Terminal = parsed.GetValue(_terminal),
    };
}
