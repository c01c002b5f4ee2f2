namespace Containment.Oci.Commands;

/// <summary>All commands there are.</summary>
internal static class CommandList
{
    public static readonly IReadOnlyList<Command> All =
    [
        new DeleteCommand(),
        new KillCommand(),
        new ListCommand(),
        new StateCommand(),
    ];
}
