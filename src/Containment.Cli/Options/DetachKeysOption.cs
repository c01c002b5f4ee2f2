using System.CommandLine;
using Containment.Cli.Terminal;

namespace Containment.Cli.Options;

/// <summary>Which keys leave a terminal.</summary>
internal sealed class DetachKeysOption
{
    public Option<string> Option { get; } = new("--detach-keys") { Description = "The keys that leave the terminal and let go on what runs on it; empty: none", DefaultValueFactory = _ => "ctrl-p,ctrl-q", HelpName = "keys" };

    public DetachKeys Read(ParseResult parsed) => DetachKeys.Parse(parsed.GetValue(Option)!);
}
