using System.Text;
using Containment.Oci.Commands;

namespace Containment.Oci.CommandLine;

/// <summary>What --help shows.</summary>
internal static class HelpText
{
    public const string Program = "containment-oci";

    public static string Of(Command command)
    {
        var text = new StringBuilder($"NAME:\n   {Program} {command.Name} - {command.Summary}\n\nUSAGE:\n   {Program} {command.Name} ");
        if (command.Flags.Count > 0) text.Append("[command options] ");
        text.Append(command.Form).Append('\n');
        if (command.Description.Length > 0) text.Append("\nDESCRIPTION:\n   ").Append(command.Description.ReplaceLineEndings("\n   ")).Append('\n');
        if (command.Flags.Count > 0) Append(text.Append("\nOPTIONS:\n"), command.Flags);
        return text.ToString();
    }

    public static string Of(IReadOnlyList<Command> commands, string version)
    {
        var text = new StringBuilder($"NAME:\n   {Program} - Open Container Initiative runtime\n\nUSAGE:\n   {Program} [global options] command [command options] [arguments...]\n\n");
        text.Append("VERSION:\n   ").Append(version.TrimEnd().ReplaceLineEndings("\n   ")).Append("\n\nCOMMANDS:\n");
        foreach (var command in commands) text.Append($"   {command.Name,-10}  {command.Summary}\n");
        Append(text.Append("\nGLOBAL OPTIONS:\n"), GlobalOptions.Flags);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<Flag> flags)
    {
        var width = flags.Max(flag => flag.Shown.Length);
        foreach (var flag in flags) text.Append($"   {flag.Shown.PadRight(width)}  {flag.Help}{(flag.Default is null ? "" : $" (default: {flag.Default})")}\n");
    }
}
