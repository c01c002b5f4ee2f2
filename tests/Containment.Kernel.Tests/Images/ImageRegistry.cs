using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Images;

/// <summary>A registry of a test's own on loopback: Debian's docker-registry, killed and removed when it is disposed.</summary>
internal sealed class ImageRegistry : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ct").FullName;
    private Process? _process;

    private ImageRegistry() { }

    public string Address { get; private set; } = "";

    /// <summary>Where it keeps what it was sent.</summary>
    public string Storage => Path.Combine(_top, "storage");

    public static async Task<ImageRegistry> StartAsync(CancellationToken cancellation)
    {
        var registry = new ImageRegistry();
        try
        {
            await registry.BeginAsync(cancellation);
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }

    /// <summary>It dies, as a machine does.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>It is there again, at the same address, with what it had.</summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        _process!.Dispose();
        await LaunchAsync(cancellation);
    }

    /// <summary>Sends it an image out of a layout; its name there.</summary>
    public async Task<string> PutAsync(string layout, string name, CancellationToken cancellation)
    {
        using var skopeo = Process.Start(new ProcessStartInfo("skopeo", ["copy", "--quiet", "--dest-tls-verify=false", $"oci:{layout}", $"docker://{Address}/{name}"]) { RedirectStandardError = true })!;
        var words = await skopeo.StandardError.ReadToEndAsync(cancellation);
        await skopeo.WaitForExitAsync(cancellation);
        Assert.That(skopeo.ExitCode, Is.Zero, words);
        return $"{Address}/{name}";
    }

    public void Dispose()
    {
        if (_process is { HasExited: false }) Kill();
        _process?.Dispose();
        Directory.Delete(_top, recursive: true);
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        }
        await File.WriteAllTextAsync(Path.Combine(_top, "config.yml"), $"version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {Storage}\nhttp:\n  addr: {Address}\n", cancellation);
        await LaunchAsync(cancellation);
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        _process = Process.Start(new ProcessStartInfo(Machine.Registry, ["serve", Path.Combine(_top, "config.yml")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient();
        while (true)
        {
            if (_process.HasExited) throw new AssertionException($"docker-registry ended with {_process.ExitCode}");
            try
            {
                if ((await client.GetAsync($"http://{Address}/v2/", cancellation)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
            await Task.Delay(20, cancellation);
        }
    }
}
