using System.Diagnostics;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Containment.Checkpoints.Dumping;
using Containment.Linux.Descriptors;

namespace Containment.Benchmarks.Freeze;

/// <summary>CRIU asked directly to dump a container: same options, same warm start, but it stops the processes itself, and nobody copies files.</summary>
internal static class CriuAlone
{
    public static async Task DumpAsync(ContainerHost host, int init, string images, FreezeSamples samples, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(images);
        await using var worker = await CriuWorker.StartAsync(CriuProgram.Find(), host.Options.RuntimeDirectory, init, [], leavePages: false, cancellationToken);
        using var directory = At.OpenDirectory(images);
        using var scratch = At.OpenDirectory(worker.Scratch);
        var external = MountTable.External(File.ReadLines($"/proc/{init}/mountinfo"), _ => true);
        var request = CriuRequests.Dump(init, directory.Number, scratch.Number, "", terminal: false, external, []);
        request.Opts.ClearFreezeCgroup();
        var began = Stopwatch.GetTimestamp();
        await worker.Session.SendAsync(request, cancellationToken);
        var answer = await worker.Session.NextAsync(cancellationToken);
        samples.Checkpoint.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        if (answer is not { Type: RequestType.Dump, Success: true }) throw new InvalidOperationException($"CRIU: {CriuLog.Errors(Path.Combine(worker.Scratch, CriuRequests.DumpLog))}");
        samples.Frozen.Add(StatsFile.StoppedMilliseconds(Path.Combine(worker.Scratch, "stats-dump")));
        Directory.Delete(images, true);
    }
}
