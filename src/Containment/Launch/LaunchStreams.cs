namespace Containment.Launch;

/// <summary>Where a process's input, output and errors lead.</summary>
internal abstract record LaunchStreams
{
    /// <summary>To the keeper: pipes or a terminal, as <c>process.terminal</c> says.</summary>
    public sealed record Kept : LaunchStreams;

    /// <summary>
    /// To descriptors of whoever launches, in this order: input, output, error, and then those that become 3, 4 … inside. They
    /// are given to <see cref="Launcher.DetachAsync"/>.
    /// </summary>
    public sealed record Inherited(int Preserved = 0) : LaunchStreams
    {
        /// <summary>Those of 0, 1 and 2 that are the host's /dev/null: the process gets its own instead, so that it can be moved to another host.</summary>
        public IReadOnlyList<int> Discarding { get; init; } = [];
    }

    /// <summary>To a terminal of the container's, whose master is sent over a unix stream socket; input to error of the launcher are not used.</summary>
    public sealed record ConsoleSocket(string Path, int Preserved = 0) : LaunchStreams;

    /// <summary>How many of the launcher's descriptors are wanted.</summary>
    public int Count => this switch
    {
        Inherited inherited => 3 + inherited.Preserved,
        ConsoleSocket console => 3 + console.Preserved,
        _ => 0,
    };
}
