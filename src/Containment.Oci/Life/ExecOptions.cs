using Containment.Bundles.Oci;
using Containment.Oci.Commands;

namespace Containment.Oci.Life;

/// <summary>How a further process is run.</summary>
internal sealed record ExecOptions
{
    /// <summary>Whether this program stays until it ends.</summary>
    public bool Foreground { get; init; }

    /// <summary>Who takes the terminal; null: nobody.</summary>
    public string? ConsoleSocket { get; init; }

    public string? PidFile { get; init; }
    public PreservedDescriptors Preserved { get; init; } = new(0, 0);

    /// <summary>As --cgroup gives them.</summary>
    public IReadOnlyList<string> SubCgroups { get; init; } = [];

    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: the terminal and its socket don't fit together.</exception>
    public static ExecOptions Of(Invocation invocation, OciProcess process)
    {
        var options = new ExecOptions
        {
            Foreground = !invocation.On(ExecFlags.Detach),
            ConsoleSocket = invocation.Text(ExecFlags.ConsoleSocket) is { } socket ? Path.GetFullPath(socket) : null,
            PidFile = invocation.Text(ExecFlags.PidFile) is { } file ? Path.GetFullPath(file) : null,
            Preserved = PreservedDescriptors.Of(invocation.Flags.Number(ExecFlags.PreserveFds) ?? 0, Environment.GetEnvironmentVariable("LISTEN_FDS")),
            SubCgroups = invocation.Flags.All(ExecFlags.Cgroup),
        };
        var detached = !options.Foreground;
        if (detached && process.Terminal && options.ConsoleSocket is null) throw new ContainmentException(FailureReason.WrongState, invocation.Id, "cannot allocate tty if the runtime will detach without setting console socket");
        if ((!detached || !process.Terminal) && options.ConsoleSocket is not null) throw new ContainmentException(FailureReason.WrongState, invocation.Id, "cannot use console socket if the runtime will not detach or allocate tty");
        return options;
    }
}
