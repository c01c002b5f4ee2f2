using System.Diagnostics;

namespace Containment.Benchmarks.Density;

/// <summary>The peer: <c>lxc-execute -d</c>, a monitor and an init for each.</summary>
internal sealed class LxcFleet : IFleet
{
    public string Name => "lxc-execute -d";

    public bool IsOverhead(string executable) => executable.Contains("lxc", StringComparison.Ordinal);

    public async Task<IAsyncDisposable> StartAsync(int count, string root, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("ctdensity-lxc-").FullName;
        var configuration = Path.Combine(directory, "configuration");
        await File.WriteAllTextAsync(configuration, $"""
            lxc.rootfs.path = dir:{root}
            lxc.net.0.type = empty
            lxc.apparmor.profile = unconfined
            lxc.mount.auto = proc sys
            lxc.pty.max = 0
            lxc.tty.max = 0

            """, cancellationToken);
        var fleet = new Running(directory);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var name = $"ctdensity{Environment.ProcessId}-{i}";
                fleet.Names.Add(name);
                await RunAsync("lxc-execute", ["-P", directory, "-n", name, "-d", "-f", configuration, "--", "/idle"], cancellationToken);
            }
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
    }

    private sealed class Running(string directory) : IAsyncDisposable
    {
        public List<string> Names { get; } = [];

        public async ValueTask DisposeAsync()
        {
            foreach (var name in Names)
            {
                try { await RunAsync("lxc-stop", ["-P", directory, "-n", name, "-k"], CancellationToken.None); }
                catch (InvalidOperationException) { /* it never ran */ }
            }
            Directory.Delete(directory, true);
        }
    }
}
