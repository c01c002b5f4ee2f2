using System.Diagnostics;

namespace Containment.Benchmarks.Freeze;

/// <summary>A bare process in namespaces, saved by the criu command, and restored from it.</summary>
internal sealed class BareContainer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _root;
    private readonly string _images = Directory.CreateTempSubdirectory("ctfreeze-").FullName;
    private readonly string _id;

    private BareContainer(Process process, string id, string root) => (_process, _id, _root) = (process, id, root);

    private static string Criu => Environment.GetEnvironmentVariable("CONTAINMENT_CRIU") ?? "criu";

    public static async Task<BareContainer> StartAsync(string root, CancellationToken cancellationToken)
    {
        var program = await Floor.CompileAsync("freeze", cancellationToken);
        var process = Process.Start(new ProcessStartInfo(program, [root]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var id = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The floor's program failed; its words are above.");
        await Task.Delay(100, cancellationToken);
        return new BareContainer(process, id, root);
    }

    /// <summary>Saves it, lets it go on, and restores a second one from what was saved, which is killed at once.</summary>
    public async Task DumpAsync(FreezeSamples samples, CancellationToken cancellationToken)
    {
        var images = Directory.CreateDirectory(Path.Combine(_images, Guid.NewGuid().ToString("n"))).FullName;
        samples.Checkpoint.Add(await RunAsync(["dump", "--tree", _id, "--images-dir", images, "--leave-running", "-v0"], cancellationToken));
        samples.Frozen.Add(StatsFile.FrozenMilliseconds(Path.Combine(images, "stats-dump")));
        var restored = Path.Combine(images, "pid");
        samples.Restore.Add(await RunAsync(["restore", "--images-dir", images, "--root", _root, "--restore-detached", "--pidfile", restored, "-v0"], cancellationToken));
        using var second = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(restored, cancellationToken)));
        second.Kill();
        Directory.Delete(images, true);
    }

    private static async Task<double> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(Criu, arguments))!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"criu {string.Join(' ', arguments)}: exit code {process.ExitCode}");
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_images, true);
    }
}
