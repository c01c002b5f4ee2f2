namespace Containment.Oci.Commands;

/// <summary>All commands there are.</summary>
internal static class CommandList
{
    public static readonly IReadOnlyList<Command> All =
    [
        new CreateCommand(),
        new DeleteCommand(),
        new KillCommand(),
        new ListCommand(),
        new RunCommand(),
        new StartCommand(),
        new StateCommand(),
    ];
}
