using System.Diagnostics;
using System.Globalization;

namespace Containment.Benchmarks.Networks;

/// <summary>What an interface on a bridge, with addresses and routes of both families, adds to a start.</summary>
internal sealed class NetworkBenchmark : IBenchmark
{
    public string Name => "network";

    public string What => "milliseconds that a veth interface on a bridge, with an IPv4 and an IPv6 address and default route, adds to StartAsync, p50; a bare C program that sends the same messages beside it";

    public Target Target => Target.AtMost(1.5);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"network: {ConnectedStarts.Runs} runs each, by turns");
        var rows = await InNamespaceAsync(cancellationToken);
        var table = new Table($"until the first process begins, {ConnectedStarts.Runs} runs, by turns, in a network namespace of its own", "p50 ms", "p90 ms", "added p50 ms");
        double Added(string with, string without) => Figures.Percentile(rows[with], 0.5) - Figures.Percentile(rows[without], 0.5);
        void Row(string name, string key, string? without) => table.Row(name, Figures.Short(Figures.Percentile(rows[key], 0.5)), Figures.Short(Figures.Percentile(rows[key], 0.9)), without is null ? "-" : Figures.Short(Added(key, without)));
        Row("bare C: namespaces, loopback up", "bare", null);
        Row("bare C: and the interface", "bare-veth", "bare");
        Row("StartAsync without an interface", "ours", null);
        Row("StartAsync with one on a bridge", "ours-veth", "ours");
        Row("StartAsync with one on a network by name", "ours-named", "ours");
        Row("StartAsync with a routed one", "ours-routed", "ours");
        return new(Added("ours-veth", "ours"), table) { Note = "The messages are the library's own, written to a file for the C program. What is removed afterwards (13 to 90 ms, as the kernel waits for all who use a device) is in none of the rows." };
    }

    // Nothing of it may be in the machine's own network.
    private static async Task<Dictionary<string, List<double>>> InNamespaceAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("unshare", ["--net", Environment.ProcessPath!, ConnectedStarts.Word]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        try
        {
            var rows = new Dictionary<string, List<double>>();
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
                if (line.Split(' ') is [var key, var value]) (rows.TryGetValue(key, out var list) ? list : rows[key] = []).Add(double.Parse(value, CultureInfo.InvariantCulture));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? rows : throw new InvalidOperationException("the starts in a namespace have failed");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
