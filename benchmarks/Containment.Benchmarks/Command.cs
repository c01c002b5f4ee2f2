using System.Diagnostics;

namespace Containment.Benchmarks;

/// <summary>Other people's programs, run to their end.</summary>
internal static class Command
{
    public static async Task RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await output;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', words)}: exit code {process.ExitCode}: {errors}");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
