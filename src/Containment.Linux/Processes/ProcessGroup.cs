namespace Containment.Linux.Processes;

/// <summary>All processes of one group (kill(2)).</summary>
internal static partial class ProcessGroup
{
    /// <summary>Sends them a signal; that there are none any more is no error.</summary>
    public static void Kill(int leader, int signal)
    {
        if (leader > 1) _ = kill(-leader, signal);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
