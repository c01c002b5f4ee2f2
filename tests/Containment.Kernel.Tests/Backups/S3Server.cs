using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Containment.Backups;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Backups;

/// <summary>An S3-compatible server of a test's own on loopback, from npm; killed and removed when it is disposed.</summary>
internal sealed class S3Server : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ct").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public string Address => $"127.0.0.1:{_port}";

    public static async Task<S3Server> StartAsync(CancellationToken cancellation)
    {
        var server = new S3Server();
        try
        {
            await server.ResumeAsync(cancellation);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A repository in it, by way of an address that may be another one.</summary>
    public BackupRepository Repository(string? by = null) => BackupScene.In($"s3:http://{by ?? Address}/backups/of-containers") with
    {
        Environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "S3RVER", ["AWS_SECRET_ACCESS_KEY"] = "S3RVER" },
    };

    /// <summary>It is there (again), with what it had.</summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo("node", [Machine.S3, _data, $"{_port}"]) { RedirectStandardOutput = true })!;
        if (await _process.StandardOutput.ReadLineAsync(cancellation) is null) throw new AssertionException("the S3 server ended");
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false }) Kill();
        _process?.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
