using System.ComponentModel;
using System.Diagnostics;

namespace Containment;

/// <summary>A program of others', found when it is needed and not before.</summary>
/// <param name="Name">As it is in PATH.</param>
/// <param name="For">What can't be done without it, for the error: "images are pulled by it".</param>
/// <param name="Package">Which package has it.</param>
internal sealed record ExternalProgram(string Name, string For, string Package)
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Where a program is; null where none of the directories has it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="searchPath">Directories, as PATH has them; null for the usual ones.</param>
    public static string? Find(string name, string? searchPath) =>
        (searchPath ?? UsualPath).Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(directory, name)).FirstOrDefault(IsProgram);

    /// <summary>Whether it is one, by its absolute path.</summary>
    public static bool IsProgram(string path) =>
        path.StartsWith('/') && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    /// <summary>Runs it to its end. Given up, it and its children are killed.</summary>
    /// <param name="arguments">Its own.</param>
    /// <param name="environment">What it has in its environment besides this process's.</param>
    /// <param name="output">Takes what it writes to its standard output.</param>
    /// <param name="told">Called with each line of its standard error.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <param name="input">What it finds on its standard input; null: nothing.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>.</exception>
    public async Task<int> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Func<StreamReader, CancellationToken, Task> output, Action<string> told, CancellationToken cancellation, string? input = null)
    {
        using var process = Start(arguments, environment);
        try
        {
            await Task.WhenAll(FeedAsync(process.StandardInput, input, cancellation), output(process.StandardOutput, cancellation), LinesAsync(process.StandardError, told, cancellation)).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads a stream line by line to its end.</summary>
    public static async Task LinesAsync(StreamReader from, Action<string> told, CancellationToken cancellation)
    {
        while (await from.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line) told(line);
    }

    private static async Task FeedAsync(StreamWriter to, string? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null) await to.WriteAsync(input.AsMemory(), cancellation).ConfigureAwait(false);
            to.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it; its exit code says why.
        }
    }

    private Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var path = Find(Name, Environment.GetEnvironmentVariable("PATH")) ?? throw Missing(null);
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception refused)
        {
            throw Missing(refused);
        }
    }

    private ContainmentException Missing(Exception? inner) => new(FailureReason.ToolMissing, Name, $"{Name} is not in PATH, and {For}; install the package {Package} (apt install {Package})", null, inner);
}
