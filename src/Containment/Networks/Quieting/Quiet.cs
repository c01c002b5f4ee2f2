using System.Diagnostics;
using Containment.Linux.Descriptors;

namespace Containment.Networks.Quieting;

/// <summary>Waits until the kernel has finished the connections that no process of a container owns, so that nobody could save them.</summary>
internal static class Quiet
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1), Acknowledging = TimeSpan.FromMilliseconds(3);

    /// <summary>
    /// Before a container is stopped: holds back who would connect to it, and waits a moment until it has accepted who did and what it closed has ended.
    /// Who was held back tries again. Undone by <see cref="EndAsync"/>.
    /// </summary>
    /// <param name="pid">A process of the container.</param>
    /// <param name="networkNamespace">Its open /proc/PID/ns/net; it stays the caller's.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task BeginAsync(int pid, Descriptor networkNamespace, CancellationToken cancellationToken)
    {
        await InnerLock.CloseForNewAsync(networkNamespace).ConfigureAwait(false);
        await WaitAsync(pid, QuietRule.Waits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When it stands still: waits until the kernel has acknowledged what is under way.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    public static Task DrainAsync(int pid, CancellationToken cancellationToken) =>
        Task.WhenAll(Task.Delay(Acknowledging, cancellationToken), WaitAsync(pid, QuietRule.WaitsStill, cancellationToken));

    /// <summary>Lets new connections in again; fine when they get in already.</summary>
    /// <inheritdoc cref="BeginAsync"/>
    public static Task EndAsync(Descriptor networkNamespace) => InnerLock.OpenForNewAsync(networkNamespace);

    private static async Task WaitAsync(int pid, Func<TcpTraffic, TimeSpan, bool> waits, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (waits(Read(pid), Stopwatch.GetElapsedTime(began))) await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
    }

    private static TcpTraffic Read(int pid) => Read($"/proc/{pid}/net/tcp") + Read($"/proc/{pid}/net/tcp6");

    private static TcpTraffic Read(string path) => File.Exists(path) ? TcpTraffic.Parse(File.ReadLines(path)) : default;
}
