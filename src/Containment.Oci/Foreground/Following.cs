using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Oci.Foreground;

/// <summary>Stays with a process until it ends: signals go to it, and its terminal is this program's.</summary>
internal static class Following
{
    /// <param name="pid">A process that is, or will be, this one's child.</param>
    /// <param name="terminal">Its terminal's master, where it has one.</param>
    /// <param name="signals">Those that came since this program began.</param>
    public static ExitStatus Run(int pid, Descriptor? terminal, ForwardedSignals signals)
    {
        using var process = ProcessDescriptor.TryOpen(pid);
        using var relay = terminal is null ? null : new TerminalRelay(terminal);
        signals.Connect(signal => process?.TrySend(signal), relay is null ? null : relay.Resize);
        if (process is not null) relay?.Run(process.Number);
        return ExitStatus.FromWait(Orphans.WaitFor(pid), DateTimeOffset.UtcNow);
    }
}
