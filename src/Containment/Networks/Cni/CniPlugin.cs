using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containment.Networks.Cni;

/// <summary>Runs one plugin (CNI specification, "Execution protocol").</summary>
/// <param name="path">Directories with plugins, as in PATH.</param>
internal sealed class CniPlugin(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="command">ADD or DEL.</param>
    /// <param name="type">The plugin's name.</param>
    /// <param name="id">The container.</param>
    /// <param name="networkNamespace">A path of its network namespace; empty: that is gone.</param>
    /// <param name="name">The interface's name inside.</param>
    /// <param name="request">What it is told.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>What it answers; null: nothing.</returns>
    /// <exception cref="ContainmentException">ToolMissing; ToolFailed, in the plugin's words; TimedOut.</exception>
    public async Task<JsonNode?> RunAsync(string command, string type, ContainerId id, string networkNamespace, string name, string request, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Find(type)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)[("CNI_COMMAND", command), ("CNI_CONTAINERID", id.Value), ("CNI_NETNS", networkNamespace), ("CNI_IFNAME", name), ("CNI_PATH", path)]) start.Environment[key] = value;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using var process = Begin(start, type);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.StandardInput.WriteAsync(request.AsMemory(), patience.Token).ConfigureAwait(false);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            var answer = Read(await output.ConfigureAwait(false));
            if (process.ExitCode == 0) return answer;
            throw new ContainmentException(FailureReason.ToolFailed, type, $"the CNI plugin {type} failed at {command}: {Words(answer) ?? (await errors.ConfigureAwait(false)).Trim()}");
        }
        catch (Exception given) when (given is OperationCanceledException or IOException)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            throw new ContainmentException(given is IOException ? FailureReason.ToolFailed : FailureReason.TimedOut, type, $"the CNI plugin {type} did not answer at {command} within {Patience.TotalSeconds} s", null, given);
        }
    }

    /// <summary>Where a plugin is.</summary>
    /// <exception cref="ContainmentException">ToolMissing.</exception>
    public string Find(string type) => ExternalProgram.Find(type, path)
        ?? throw new ContainmentException(FailureReason.ToolMissing, type, $"the CNI plugin {type} is in none of {path}; install the package containernetworking-plugins, or put it there");

    private static Process Begin(ProcessStartInfo start, string type)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception refused)
        {
            throw new ContainmentException(FailureReason.ToolFailed, type, $"the CNI plugin {start.FileName} can't be run: {refused.Message}", null, refused);
        }
    }

    private static JsonNode? Read(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Words(JsonNode? answer) => answer is JsonObject error && error["msg"] is JsonValue message ? $"{message}{(error["details"] is JsonValue details ? $" ({details})" : "")}" : null;
}
