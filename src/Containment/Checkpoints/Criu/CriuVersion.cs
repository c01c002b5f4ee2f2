namespace Containment.Checkpoints.Criu;

/// <summary>Which CRIU there is, asked once for each program and each change of it.</summary>
internal static class CriuVersion
{
    private const string Label = "Version:";
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(string Path, DateTime Changed), Version> Known = new();

    /// <exception cref="ContainmentException">ToolMissing, or Unsupported: it is too old, or does not say what it is.</exception>
    public static async Task<Version> OfAsync(CancellationToken cancellation)
    {
        var program = CriuProgram.Find();
        var key = (program.Path, File.GetLastWriteTimeUtc(program.Path));
        if (!Known.TryGetValue(key, out var version))
        {
            var said = "";
            await new ExternalProgram(program.Path, "processes are saved by it", "criu").RunAsync(["--version"], new Dictionary<string, string>(), async (output, stop) => said = await output.ReadToEndAsync(stop).ConfigureAwait(false), static _ => { }, cancellation).ConfigureAwait(false);
            version = Parse(said) ?? throw new ContainmentException(FailureReason.Unsupported, "criu", $"{program.Path} does not say which version it is");
            Known[key] = version;
        }
        CriuProgram.Accept(version);
        return version;
    }

    /// <param name="said">What <c>criu --version</c> writes.</param>
    public static Version? Parse(string said)
    {
        var line = said.Split('\n').FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        return line is not null && Version.TryParse(line[Label.Length..].Trim().Split('-')[0], out var version) ? version : null;
    }
}
