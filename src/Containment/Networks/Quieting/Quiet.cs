using System.Diagnostics;

namespace Containment.Networks.Quieting;

/// <summary>Waits until the kernel has finished the connections that no process of a container owns.</summary>
internal static class Quiet
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <param name="pid">A process of the container.</param>
    /// <param name="waits">Whether to look again.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task WaitAsync(int pid, Func<TcpTraffic, TimeSpan, bool> waits, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (waits(Read(pid), Stopwatch.GetElapsedTime(began))) await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
    }

    private static TcpTraffic Read(int pid) => Read($"/proc/{pid}/net/tcp") + Read($"/proc/{pid}/net/tcp6");

    private static TcpTraffic Read(string path) => File.Exists(path) ? TcpTraffic.Parse(File.ReadLines(path)) : default;
}
