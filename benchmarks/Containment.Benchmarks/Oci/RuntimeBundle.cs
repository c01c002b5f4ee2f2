using System.Diagnostics;
using System.Text.Json.Nodes;
using Containment.Benchmarks.Start;

namespace Containment.Benchmarks.Oci;

/// <summary>One bundle that every OCI runtime can run: what `runc spec` writes, with /bin/true as the process. Removed at the end.</summary>
internal sealed class RuntimeBundle : IDisposable
{
    private readonly string _directory;
    private int _runs;

    private RuntimeBundle(string directory) => _directory = directory;

    public static async Task<RuntimeBundle> MakeAsync(TrueRoot root, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("ctbundle-").FullName;
        using (var spec = Process.Start(new ProcessStartInfo("runc", ["spec", "--bundle", directory]))!)
        {
            await spec.WaitForExitAsync(cancellationToken);
            if (spec.ExitCode != 0) throw new InvalidOperationException($"runc spec: exit code {spec.ExitCode}");
        }
        var path = Path.Combine(directory, "config.json");
        var config = JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken))!;
        config["process"]!["terminal"] = false;
        config["process"]!["args"] = new JsonArray("/bin/true");
        config["root"]!["path"] = root.Root;
        await File.WriteAllTextAsync(path, config.ToJsonString(), cancellationToken);
        return new(directory);
    }

    /// <summary>Milliseconds from the start of the runtime's `run` to its end.</summary>
    public async Task<double> RunAsync(string runtime, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(runtime, ["--root", Path.Combine(_directory, Path.GetFileName(runtime)), "run", "--bundle", _directory, $"{Path.GetFileName(_directory)}-{++_runs}"]) { RedirectStandardError = true };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 0 ? took : throw new InvalidOperationException($"{runtime} run: exit code {process.ExitCode}: {await errors}");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
