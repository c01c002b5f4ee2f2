using System.ComponentModel;
using System.Diagnostics;

namespace Containment.Images.Registries;

/// <summary>skopeo(1), which speaks to registries and knows the other forms of images. Only started here; what it may do is up to its own files.</summary>
internal static class Skopeo
{
    private const string Name = "skopeo", Remedy = "install the package skopeo (apt install skopeo)";

    /// <summary>Runs it to its end; what it wrote to its standard output.</summary>
    /// <param name="arguments">Its own.</param>
    /// <param name="subject">The image, for errors.</param>
    /// <param name="told">Called with each line it writes about its work.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ContainmentException">It is not there (ToolMissing), or says that it failed, by <see cref="SkopeoWords"/>.</exception>
    public static async Task<byte[]> RunAsync(IEnumerable<string> arguments, string subject, Action<string>? told, CancellationToken cancellation)
    {
        var program = ExternalProgram.Find(Name, Environment.GetEnvironmentVariable("PATH")) ?? throw Missing(null);
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        }
        catch (Win32Exception refused)
        {
            throw Missing(refused);
        }
        using (process)
        {
            process.StandardInput.Close();
            try
            {
                using var output = new MemoryStream();
                List<string> words = [];
                await Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(output, cancellation), ReadAsync(process.StandardError, words, told, cancellation)).ConfigureAwait(false);
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
                return process.ExitCode == 0 ? output.ToArray() : throw SkopeoWords.Failure(subject, words);
            }
            catch
            {
                await EndAsync(process).ConfigureAwait(false);
                throw;
            }
        }
    }

    private static async Task ReadAsync(StreamReader from, List<string> words, Action<string>? told, CancellationToken cancellation)
    {
        while (await from.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            words.Add(line);
            told?.Invoke(line);
        }
    }

    private static async Task EndAsync(Process process)
    {
        if (process.HasExited) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static ContainmentException Missing(Exception? inner) => new(FailureReason.ToolMissing, Name, $"skopeo is not in PATH, and images are pulled and pushed by it; {Remedy}", null, inner);
}
