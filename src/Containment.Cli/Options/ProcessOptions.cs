using System.CommandLine;
using Containment.Bundles;
using Containment.Images;

namespace Containment.Cli.Options;

/// <summary>How a process runs, on the command line: for run, create and exec.</summary>
internal sealed class ProcessOptions(bool mayBeLeftOut = false)
{
    private readonly Option<string[]> _environment = new("--env", "-e") { Description = "An environment variable", HelpName = "NAME=VALUE" };
    private readonly Option<string?> _directory = new("--workdir", "-w") { Description = "The working directory inside; / where neither this nor the image says one", HelpName = "path" };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "Who runs it: uid, uid:gid or a name known inside; root where neither this nor the image says one", HelpName = "user" };
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

    /// <param name="parsed">What was typed.</param>
    /// <param name="image">What holds where nothing was.</param>
    public ProcessSpec Read(ParseResult parsed, ImageConfig? image = null)
    {
        var environment = new Dictionary<string, string>(image?.Environment ?? new Dictionary<string, string>());
        foreach (var (name, value) in Pairs.Read("--env", parsed.GetValue(_environment))) environment[name] = value;
        var command = Wanted(parsed) ? parsed.GetValue(_command)! : image?.Command ?? [];
        return new(command.Count > 0 ? command : throw new InvalidSpecException("process.args", null, image is null ? "a program and its arguments" : "a program and its arguments, as the image says none"))
        {
            Environment = environment,
            WorkingDirectory = parsed.GetValue(_directory) ?? image?.WorkingDir ?? "/",
            User = parsed.GetValue(_user) ?? image?.User ?? "0",
            Terminal = parsed.GetValue(_terminal),
        };
    }
}
