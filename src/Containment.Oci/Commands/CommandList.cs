namespace Containment.Oci.Commands;

/// <summary>All commands there are.</summary>
internal static class CommandList
{
    public static readonly IReadOnlyList<Command> All =
    [
        new CheckpointCommand(),
        new CreateCommand(),
        new DeleteCommand(),
        new EventsCommand(),
        new ExecCommand(),
        new FeaturesCommand(),
        new KillCommand(),
        new ListCommand(),
        new PauseCommand(),
        new PsCommand(),
        new RestoreCommand(),
        new ResumeCommand(),
        new RunCommand(),
        new SpecCommand(),
        new StartCommand(),
        new StateCommand(),
        new UpdateCommand(),
    ];
}
