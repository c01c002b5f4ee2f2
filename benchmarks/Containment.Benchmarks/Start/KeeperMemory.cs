using Containment.Launch;

namespace Containment.Benchmarks.Start;

/// <summary>What one keeper takes of memory while its container is idle.</summary>
internal static class KeeperMemory
{
    /// <summary>Kilobytes: proportional and resident set size (proc_pid_smaps(5)).</summary>
    public static async Task<(long Pss, long Rss)> MeasureAsync(TrueRoot root, CancellationToken cancellationToken)
    {
        await using var session = await Launcher.StartAsync(LaunchCompiler.Compile(OwnStart.Request(root, network: true, user: true, "/bin/idle")), cancellationToken: cancellationToken);
        var keeper = File.ReadLines($"/proc/{session.InitPid}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..].Trim();
        await Task.Delay(200, cancellationToken);
        var lines = await File.ReadAllLinesAsync($"/proc/{keeper}/smaps_rollup", cancellationToken);
        using (var process = System.Diagnostics.Process.GetProcessById(session.InitPid)) process.Kill();
        await session.Exited;
        return (Of("Pss:"), Of("Rss:"));

        long Of(string name) => long.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..^2]);
    }
}
