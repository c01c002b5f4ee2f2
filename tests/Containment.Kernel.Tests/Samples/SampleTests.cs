using System.Diagnostics;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Samples;

/// <summary>The programs of samples/, as a reader would run them.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.RedisRoot)]
internal sealed class SampleTests
{
    [TestCase("01-Run", "it ended: exit code 7")]
    [TestCase("02-Limits", "processes use")]
    [TestCase("05-DotnetGuest", "limit 256 MiB: heap of 192 MiB\nlimit 512 MiB: heap of 384 MiB\n")]
    [CancelAfter(60_000)]
    public Task A_sample_runs_to_its_end(string name, string words, CancellationToken cancellationToken) => RunAsync(name, words, cancellationToken);

    [TestCase("03-Checkpoint", "after the restore: answer = 42")]
    [TestCase("04-Move", "on the other host: answer = 42")]
    [Needs(Need.Criu)]
    [CancelAfter(120_000)]
    public Task A_sample_that_saves_memory_runs_to_its_end(string name, string words, CancellationToken cancellationToken) => RunAsync(name, words, cancellationToken);

    [TestCase("06-Keep", "after the roll back: answer = 42\ncopy-1: answer = 42\ncopy-2: answer = 42\non the volume: answer = 42\n")]
    [Needs(Need.Criu, Need.Restic)]
    [CancelAfter(120_000)]
    public Task A_sample_that_keeps_runs_to_its_end(string name, string words, CancellationToken cancellationToken) => RunAsync(name, words, cancellationToken);

    private static async Task RunAsync(string name, string words, CancellationToken cancellationToken)
    {
        // artifacts/bin/<project>/<configuration>/: the sample was built beside these tests.
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", name, configuration, name));
        using var process = Process.Start(new ProcessStartInfo(program, [Machine.RedisRoot]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(process.ExitCode, Is.Zero, $"{await output}{await error}");
                Assert.That(await output, Does.Contain(words));
            }
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
