using Containment.Linux.Namespaces;

namespace Containment;

/// <summary>Where a host keeps its things when nobody says where: root in the system's places, others in their own (XDG Base Directory Specification).</summary>
internal static class DefaultDirectories
{
    public static string State => StateOf(Self.User, Environment.GetEnvironmentVariable);

    public static string Runtime => RuntimeOf(Self.User, Environment.GetEnvironmentVariable);

    public static string StateOf(uint user, Func<string, string?> variable) =>
        user == 0 ? "/var/lib/containment"
        : Absolute(variable("XDG_DATA_HOME")) is { } data ? $"{data}/containment"
        : Absolute(variable("HOME")) is { } home ? $"{home}/.local/share/containment"
        : throw new InvalidSpecException(nameof(ContainerHostOptions.StateDirectory), null, "a directory, as neither XDG_DATA_HOME nor HOME names one for an ordinary user");

    public static string RuntimeOf(uint user, Func<string, string?> variable)
    {
        if (user == 0) return "/run/containment";
        var runtime = Absolute(variable("XDG_RUNTIME_DIR"))
            ?? throw new InvalidSpecException(nameof(ContainerHostOptions.RuntimeDirectory), null, $"a directory, as XDG_RUNTIME_DIR is not set; a login session sets it to /run/user/{user} (\"loginctl enable-linger\" keeps that for services)");
        return $"{runtime}/containment";
    }

    // What is no absolute path counts as not set, says the specification.
    private static string? Absolute(string? path) => path is ['/', ..] ? path.TrimEnd('/') : null;
}
