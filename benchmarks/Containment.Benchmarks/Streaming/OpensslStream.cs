using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Containment.Benchmarks.Streaming;

/// <summary>OpenSSL's own client and server, one a process, with a key like ours.</summary>
internal sealed class OpensslStream : IDisposable
{
    private readonly string _directory;
    private readonly long _size;

    private OpensslStream(string directory, long size) => (_directory, _size) = (directory, size);

    public static async Task<OpensslStream> OpenAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateDirectory($"/dev/shm/ctbench-{Guid.NewGuid():N}").FullName;
        await File.WriteAllBytesAsync(Path.Combine(directory, "bytes"), bytes, cancellationToken);
        await Command.RunAsync(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=bench", "-days", "2", "-keyout", Path.Combine(directory, "key"), "-out", Path.Combine(directory, "certificate")], cancellationToken);
        return new OpensslStream(directory, bytes.LongLength);
    }

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var (key, certificate) = (Path.Combine(_directory, "key"), Path.Combine(_directory, "certificate"));
        using var server = Start($"openssl s_server -accept 127.0.0.1:{port} -key {key} -cert {certificate} -tls1_3 -quiet -naccept 1 2> /dev/null | wc -c > {_directory}/count");
        try
        {
            while (!await ListensAsync(int.Parse(port, CultureInfo.InvariantCulture), cancellationToken)) await Task.Delay(5, cancellationToken);
            using var client = Start($"exec openssl s_client -connect 127.0.0.1:{port} -tls1_3 -quiet -no_ign_eof < {_directory}/bytes > /dev/null 2>&1");
            await client.WaitForExitAsync(cancellationToken);
            await server.WaitForExitAsync(cancellationToken);
            // Its client takes some letters for commands, and a server whose input ends closes the connection.
            var count = long.Parse(await File.ReadAllTextAsync(Path.Combine(_directory, "count"), cancellationToken), CultureInfo.InvariantCulture);
            if (count != _size) throw new InvalidOperationException($"openssl received {count} of {_size} bytes");
        }
        finally
        {
            if (!server.HasExited) server.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Process Start(string line) => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardInput = true })!;

    // By /proc: a connection to look would be the one that it accepts.
    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken) =>
        (await File.ReadAllTextAsync("/proc/net/tcp", cancellationToken)).Contains($":{port:X4} 00000000:0000 0A", StringComparison.Ordinal);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
