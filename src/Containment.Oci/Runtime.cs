using Containment.Oci.CommandLine;
using Containment.Oci.Commands;
using Containment.Oci.Output;

namespace Containment.Oci;

/// <summary>The program: finds the command, runs it, and tells what went wrong to whoever asked.</summary>
internal static class Runtime
{
    private const int Failed = 1;

    public static int Run(string[] words)
    {
        var log = ErrorLog.ToStandardError;
        try
        {
            var (globals, rest) = FlagParser.Leading(words, GlobalOptions.Flags);
            if (globals.On(GlobalOptions.VersionFlag)) return Show(VersionText.Text);
            if (globals.On(GlobalOptions.HelpFlag) || rest.Count == 0) return Show(HelpText.Of(CommandList.All, VersionText.Text));
            var options = GlobalOptions.Of(globals);
            log = new(options.Log, options.LogJson);
            if (rest[0] is "help" or "h") return rest.Count == 1 ? Show(HelpText.Of(CommandList.All, VersionText.Text)) : Show(HelpText.Of(Find(rest[1])));
            return Run(Find(rest[0]), [.. rest.Skip(1)], options, log);
        }
        catch (Exception wrong)
        {
            log.Error(ErrorText.Of(wrong));
            return Failed;
        }
    }

    private static int Run(Command command, IReadOnlyList<string> words, GlobalOptions options, ErrorLog log)
    {
        var flags = (Flag[])[.. command.Flags, GlobalOptions.HelpFlag];
        var (values, arguments) = command.CarriesCommandLine ? FlagParser.Leading(words, flags) : FlagParser.Anywhere(words, flags);
        if (values.On(GlobalOptions.HelpFlag)) return Show(HelpText.Of(command));
        var (least, most) = command.Arguments;
        if (arguments.Count < least || arguments.Count > most)
            throw new UsageException($"{HelpText.Program}: \"{command.Name}\" requires {(least == most ? "exactly" : arguments.Count < least ? "at least" : "at most")} {(arguments.Count < least ? least : most)} argument(s)");
        return command.RunAsync(new(options, values, arguments, log, Answers.Standard), CancellationToken.None).GetAwaiter().GetResult();
    }

    private static Command Find(string name)
    {
        foreach (var command in CommandList.All)
            if (command.Name == name) return command;
        throw new UsageException($"No help topic for '{name}'");
    }

    private static int Show(string text)
    {
        Answers.Standard.Write(text);
        return 0;
    }
}
