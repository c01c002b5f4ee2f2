using Containment.Linux.Descriptors;

namespace Containment.Networks.Filtering;

/// <summary>nft(8). Each file of commands that it is given is one transaction: all of it or nothing.</summary>
/// <param name="hostNamespace">The network namespace that it works in; null is the process's.</param>
internal sealed class NftProgram(Descriptor? hostNamespace)
{
    private static readonly Dictionary<string, string> English = new() { ["LC_ALL"] = "C" };
    private readonly ExternalProgram _program = hostNamespace is null ? new("nft", "ports, masquerading and firewalls are made by it", "nftables") : new("nsenter", "nft is run in another network namespace by it", "util-linux");

    public static bool IsThere => ExternalProgram.Find("nft", Environment.GetEnvironmentVariable("PATH")) is not null;

    /// <exception cref="ContainmentException">ToolMissing, ToolFailed.</exception>
    public async Task<FilterState> ListAsync(FilterTable table, CancellationToken cancellation)
    {
        var (code, output, words) = await RunAsync(["-j", "list", "table", "inet", table.Name], null, cancellation).ConfigureAwait(false);
        if (code == 0) return FilterState.Parse(output);
        return words.Contains("No such file or directory", StringComparison.Ordinal) ? FilterState.Nothing : throw Failed("its rules can't be listed", words);
    }

    /// <returns>Null where it is done, or what nft says where something of it is there already.</returns>
    /// <exception cref="ContainmentException">ToolMissing; ToolFailed: nothing is changed.</exception>
    public async Task<string?> TryAsync(string commands, CancellationToken cancellation)
    {
        var (code, _, words) = await RunAsync(["-f", "-"], commands, cancellation).ConfigureAwait(false);
        if (code == 0) return null;
        return words.Contains("File exists", StringComparison.Ordinal) ? words : throw Failed("its rules can't be changed", words);
    }

    public static ContainmentException Failed(string what, string words) => new(FailureReason.ToolFailed, "nft", $"nft: {what}: {Brief.Text(words)}");

    private async Task<(int Code, string Output, string Words)> RunAsync(IEnumerable<string> arguments, string? input, CancellationToken cancellation)
    {
        var (output, words) = ("", new List<string>());
        IEnumerable<string> all = hostNamespace is null ? arguments : [$"--net=/proc/{Environment.ProcessId}/fd/{hostNamespace.Number}", "nft", .. arguments];
        var code = await _program.RunAsync(all, English, async (from, stop) => output = await from.ReadToEndAsync(stop).ConfigureAwait(false), words.Add, cancellation, input).ConfigureAwait(false);
        return (code, output, string.Join(' ', words));
    }
}
