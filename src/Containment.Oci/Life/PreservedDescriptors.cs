using System.Globalization;
using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Oci.Life;

/// <summary>The caller's descriptors that a container gets beside its streams: those of socket activation (sd_listen_fds(3)), and as many as --preserve-fds says.</summary>
/// <param name="Listening">How many $LISTEN_FDS counts.</param>
/// <param name="Count">How many in all, from 3 on.</param>
internal sealed record PreservedDescriptors(int Listening, int Count)
{
    private const int First = 3, Most = 200, GetFlags = 1, ClosedOnExec = 1;

    /// <exception cref="InvalidSpecException">Too many, or one that is not open.</exception>
    public static PreservedDescriptors Of(long wanted, string? listenFds)
    {
        var listening = int.TryParse(listenFds, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given <= Most ? given : 0;
        if (wanted < 0 || wanted + listening > Most) throw new InvalidSpecException("preserve-fds", wanted, $"0 to {Most}");
        var count = (int)wanted + listening;
        for (var n = First; n < First + count; n++)
            // One that would close on exec was not the caller's: this program has opened it itself.
            if (LibCProcesses.fcntl(n, GetFlags, 0) is < 0 or ClosedOnExec) throw new InvalidSpecException("preserve-fds", wanted, $"descriptors that are open: {n} is not");
        return new(listening, count);
    }

    public IReadOnlyList<int> All => [0, 1, 2, .. Enumerable.Range(First, Count)];

    /// <summary>Tells the first process of those that listen.</summary>
    public RuntimeSpec Tell(RuntimeSpec spec) => spec.Process is { } process ? spec with { Process = Tell(process) } : spec;

    /// <summary>Tells a process of those that listen.</summary>
    public OciProcess Tell(OciProcess process) =>
        Listening == 0 ? process : process with { Env = [.. process.Env ?? [], $"LISTEN_FDS={Listening}", "LISTEN_PID=1"] };
}
