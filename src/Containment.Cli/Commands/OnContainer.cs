using System.CommandLine;
using Containment.Cli.Options;
using Containment.Containers;

namespace Containment.Cli.Commands;

/// <summary>A command about containers that are there already.</summary>
internal static class OnContainer
{
    /// <summary>Carries <paramref name="act"/> out for each name; one that fails doesn't keep the others from it.</summary>
    public static Command Each(HostChoice host, string name, string description, Func<Container, ParseResult, CancellationToken, Task> act, params Option[] options)
    {
        var ids = new Argument<string[]>("name") { Description = "The containers' names", Arity = ArgumentArity.OneOrMore };
        var command = new Command(name, description) { ids };
        foreach (var option in options) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            var code = 0;
            foreach (var id in parsed.GetValue(ids)!)
            {
                try
                {
                    await act(await opened.GetAsync(id, cancellationToken), parsed, cancellationToken);
                    Console.WriteLine(id);
                }
                catch (Exception e) when (e is not OperationCanceledException && ExitCodes.For(e) is { } failed)
                {
                    Console.Error.WriteLine($"containment: {id}: {e.Message}");
                    code = failed;
                }
            }
            return code;
        });
        return command;
    }

    /// <summary>Carries <paramref name="act"/> out for the one container named; it gives the exit code.</summary>
    public static Command One(HostChoice host, Command command, Func<Container, ParseResult, CancellationToken, Task<int>> act)
    {
        var id = Parsed.Id();
        command.Arguments.Insert(0, id);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            return await act(await opened.GetAsync(parsed.GetValue(id), cancellationToken), parsed, cancellationToken);
        });
        return command;
    }
}
