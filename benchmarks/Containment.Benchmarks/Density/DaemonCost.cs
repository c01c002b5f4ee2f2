using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Containment.Benchmarks.Density;

/// <summary>What the sample daemon takes while so many containers run: at rest, and while a client asks every second what all of them use.</summary>
internal static class DaemonCost
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    public static async Task<string> MeasureAsync(ContainerHost host, int count, CancellationToken cancellationToken)
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Containment.Daemon", "release", "Containment.Daemon"));
        if (!File.Exists(program)) return $"The daemon was not measured with {count}: {program} is not built.";
        var socket = Path.Combine(host.Options.RuntimeDirectory, "daemon.sock");
        var began = Stopwatch.GetTimestamp();
        using var daemon = Process.Start(new ProcessStartInfo(program,
            [$"--Daemon:Socket={socket}", $"--Containment:StateDirectory={host.Options.StateDirectory}", $"--Containment:RuntimeDirectory={host.Options.RuntimeDirectory}"]) { RedirectStandardOutput = true })!;
        _ = daemon.StandardOutput.ReadToEndAsync(cancellationToken);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(socket, token) }) { BaseAddress = new("http://daemon"), Timeout = TimeSpan.FromMinutes(2) };
            while (!File.Exists(socket) && !daemon.HasExited) await Task.Delay(20, cancellationToken);
            await client.GetStringAsync("/containers", cancellationToken);
            var answered = Stopwatch.GetElapsedTime(began);
            var rest = await ShareAsync(daemon, () => Task.CompletedTask, cancellationToken);
            var (pss, _) = MemoryReading.Pss(executable => executable == program);
            var asked = await ShareAsync(daemon, () => client.GetStringAsync("/usage", cancellationToken), cancellationToken);
            return string.Create(CultureInfo.InvariantCulture,
                $"The daemon with {count}: it lists them all {answered.TotalSeconds:0.0} s after it is started; {pss / 1024} MB; {rest:0.0} % of a core at rest, {asked:0.0} % while a client asks every second what all use.");
        }
        finally
        {
            if (!daemon.HasExited) daemon.Kill();
            await daemon.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<double> ShareAsync(Process daemon, Func<Task> act, CancellationToken cancellationToken)
    {
        // What it does only once, such as compiling, is over by then.
        for (var i = 0; i < 3; i++)
        {
            await act();
            await Task.Delay(1000, cancellationToken);
        }
        daemon.Refresh();
        var (before, began) = (daemon.TotalProcessorTime, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(began) < Span)
        {
            await act();
            await Task.Delay(1000, cancellationToken);
        }
        daemon.Refresh();
        return (daemon.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(began) * 100;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
