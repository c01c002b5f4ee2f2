using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Containment.Benchmarks.Pull;

/// <summary>docker-registry on loopback, killed when it is disposed.</summary>
internal sealed class LoopbackRegistry : IDisposable
{
    private readonly Process _process;

    private LoopbackRegistry(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static async Task<LoopbackRegistry> StartAsync(string top, CancellationToken cancellationToken)
    {
        var program = Environment.GetEnvironmentVariable("CONTAINMENT_REGISTRY") ?? throw new InvalidOperationException("CONTAINMENT_REGISTRY must say where docker-registry is; eng/setup.sh finds it");
        var address = $"127.0.0.1:{FreePort()}";
        var config = Path.Combine(top, "registry.yml");
        await File.WriteAllTextAsync(config, $"version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {top}/registry\nhttp:\n  addr: {address}\n", cancellationToken);
        var registry = new LoopbackRegistry(Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" serve \"$1\" > /dev/null 2>&1", program, config]))!, address);
        using var client = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await client.GetAsync($"http://{address}/v2/", cancellationToken)).IsSuccessStatusCode) return registry;
            }
            catch (HttpRequestException) when (tries < 500)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
