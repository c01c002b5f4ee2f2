namespace Containment.Images;

/// <summary>What an image says about how to run it (image-spec, config.md): defaults for whoever describes a container of it.</summary>
public sealed record ImageConfig
{
    /// <summary>The program, with arguments that are always there.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>The arguments after these, or the program and its arguments where there is no entry point.</summary>
    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>Lines of the form NAME=value.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>The directory to begin in; null: it does not say.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Who runs it, as a name or number with or without a group; null: it does not say.</summary>
    public string? User { get; init; }

    /// <summary>The signal that stops it, as <c>SIGTERM</c>; null: it does not say.</summary>
    public string? StopSignal { get; init; }

    /// <summary>All that is run when nobody says otherwise; empty where the image says nothing.</summary>
    public IReadOnlyList<string> Command => [.. Entrypoint, .. Cmd];

    /// <summary><see cref="Env"/> by name; of two with one name the later counts.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        Env.Select(line => line.Split('=', 2)).Where(words => words.Length == 2).GroupBy(words => words[0]).ToDictionary(group => group.Key, group => group.Last()[1]);
}
