using System.Diagnostics;
using Containment.Images;

namespace Containment.Benchmarks.Pull;

/// <summary>An image of five layers from a registry on loopback to a tree on disk: by the library, and by skopeo and umoci.</summary>
internal sealed class PullBenchmark : IBenchmark
{
    private const int Runs = 5;

    public string Name => "pull";

    public string What => "time of `skopeo copy` and `umoci unpack` over that of PullImageAsync, 5 layers of 300 MB in all from a registry on loopback, median";

    public Target Target => Target.OrMore(2);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var top = Directory.CreateTempSubdirectory("ctpull-").FullName;
        try
        {
            await Console.Error.WriteLineAsync("pull: making the image");
            var image = await LayeredImage.MakeAsync(top, cancellationToken);
            using var registry = await LoopbackRegistry.StartAsync(top, cancellationToken);
            await Command.RunAsync(["skopeo", "copy", "--quiet", "--dest-tls-verify=false", $"oci:{image.Layout}", $"docker://{registry.Address}/big:1"], cancellationToken);
            List<double> copied = [], unpacked = [], ours = [];
            await Console.Error.WriteLineAsync($"pull: {Runs} runs each, by turns");
            // The first is not counted. All is removed at the end: ext4 passes over inodes that were freed in the last minute, one by one, at each file that is made.
            for (var run = -1; run < Runs; run++)
            {
                var (copy, unpack) = await ByOthersAsync(registry.Address, Path.Combine(top, $"others{run}"), cancellationToken);
                var own = await ByUsAsync(registry.Address, Path.Combine(top, $"ours{run}"), cancellationToken);
                if (run < 0) continue;
                copied.Add(copy);
                unpacked.Add(unpack);
                ours.Add(own);
            }
            var (both, mine) = (Figures.Percentile(copied.Zip(unpacked, (a, b) => a + b), 0.5), Figures.Percentile(ours, 0.5));
            var table = new Table($"{image.Layers} layers, {image.Bytes / 1_000_000} MB, {image.Packed / 1_000_000} MB packed, {image.Files} files", "p50 s", "it / ours")
                .Row("skopeo copy", Figures.Short(Figures.Percentile(copied, 0.5)), "-")
                .Row("umoci unpack", Figures.Short(Figures.Percentile(unpacked, 0.5)), "-")
                .Row("skopeo copy, umoci unpack", Figures.Short(both), Figures.Short(both / mine))
                .Row("PullImageAsync", Figures.Short(mine), "1");
            return new(both / mine, table) { Note = $"{Runs} runs each, by turns, into empty directories on one file system. The library flushes what it unpacked to the disk before it is kept; umoci does not." };
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    }

    private static async Task<(double Copy, double Unpack)> ByOthersAsync(string registry, string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var began = Stopwatch.GetTimestamp();
        await Command.RunAsync(["skopeo", "copy", "--quiet", "--src-tls-verify=false", $"docker://{registry}/big:1", $"oci:{directory}/layout:1"], cancellationToken);
        var between = Stopwatch.GetTimestamp();
        await Command.RunAsync(["umoci", "unpack", "--image", $"{directory}/layout:1", $"{directory}/bundle"], cancellationToken);
        return (Stopwatch.GetElapsedTime(began, between).TotalSeconds, Stopwatch.GetElapsedTime(between).TotalSeconds);
    }

    private static async Task<double> ByUsAsync(string registry, string directory, CancellationToken cancellationToken)
    {
        await using var host = ContainerHost.Open(new() { StateDirectory = $"{directory}/state", RuntimeDirectory = $"{directory}/run" });
        var began = Stopwatch.GetTimestamp();
        await host.PullImageAsync($"{registry}/big:1", new() { Access = new() { Insecure = true } }, cancellationToken);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
