using Containment.Oci.CommandLine;

namespace Containment.Oci.Life;

/// <summary>The flags that create and run share.</summary>
internal static class CreateFlags
{
    public static readonly Flag Bundle = Flag.Text("bundle", "path to the root of the bundle directory, defaults to the current directory", "b");
    public static readonly Flag ConsoleSocket = Flag.Text("console-socket", "path to an AF_UNIX socket which will receive a file descriptor referencing the master end of the console's pseudoterminal");
    public static readonly Flag PidFile = Flag.Text("pid-file", "the file to write the process id to");
    public static readonly Flag NoPivot = Flag.Switch("no-pivot", "accepted for the sake of callers: the root is always entered by pivot_root(2), of a mount that was attached by descriptor");
    public static readonly Flag NoNewKeyring = Flag.Switch("no-new-keyring", "keep the caller's session keyring instead of making one for the container");
    public static readonly Flag PreserveFds = Flag.Number("preserve-fds", "pass N additional file descriptors to the container (stdio + $LISTEN_FDS + N in total)", 0);

    public static readonly IReadOnlyList<Flag> All = [Bundle, ConsoleSocket, PidFile, NoPivot, NoNewKeyring, PreserveFds];

    public const string Explanation =
        """
        The command creates an instance of a container for a bundle. The bundle is a
        directory with a specification file named "config.json" and a root filesystem.
        The args parameter of the specification says what will run in it.
        """;
}
