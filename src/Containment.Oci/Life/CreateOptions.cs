using Containment.Oci.Commands;

namespace Containment.Oci.Life;

/// <summary>How a container is made.</summary>
internal sealed record CreateOptions
{
    public required string Id { get; init; }
    public required string Bundle { get; init; }

    /// <summary>Who takes the terminal; null: nobody.</summary>
    public string? ConsoleSocket { get; init; }

    public string? PidFile { get; init; }
    public PreservedDescriptors Preserved { get; init; } = new(0, 0);
    public bool NewKeyring { get; init; } = true;
    public bool SystemdCgroup { get; init; }

    /// <summary>True: the process waits for start. False: it begins at once.</summary>
    public bool Held { get; init; }

    /// <summary>What it is brought back from; null: it is made anew.</summary>
    public RestoreSource? Source { get; init; }

    /// <summary>True: its terminal is ours.</summary>
    public bool Foreground { get; init; }

    public static CreateOptions Of(Invocation invocation, bool held) => new()
    {
        Id = invocation.Id,
        Bundle = Path.GetFullPath(invocation.Text(CreateFlags.Bundle) ?? "."),
        ConsoleSocket = invocation.Text(CreateFlags.ConsoleSocket) is { } socket ? Path.GetFullPath(socket) : null,
        PidFile = invocation.Text(CreateFlags.PidFile) is { } file ? Path.GetFullPath(file) : null,
        Preserved = PreservedDescriptors.Of(invocation.Flags.Number(CreateFlags.PreserveFds) ?? 0, Environment.GetEnvironmentVariable("LISTEN_FDS")),
        NewKeyring = !invocation.On(CreateFlags.NoNewKeyring),
        SystemdCgroup = invocation.Options.SystemdCgroup,
        Held = held,
    };
}
