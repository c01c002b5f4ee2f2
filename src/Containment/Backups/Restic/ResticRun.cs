namespace Containment.Backups.Restic;

/// <summary>Runs restic(1) on one repository.</summary>
internal sealed class ResticRun(BackupRepository repository)
{
    private static readonly ExternalProgram Program = new("restic", "backups are kept by it", "restic");

    // restic itself goes on trying for a quarter of an hour.
    private const string Retry = "returned error, retrying after";

    public Task RunAsync(IEnumerable<string> arguments, CancellationToken cancellation) => RunAsync(arguments, static _ => { }, cancellation);

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its own.</param>
    /// <param name="told">Called with each line of its standard output.</param>
    /// <param name="cancellation">Ends it; what it has sent stays, and is used by the next backup.</param>
    /// <exception cref="ContainmentException">It is not there (ToolMissing), or says that it failed, by <see cref="ResticWords"/>; the repository was out of reach for longer than is allowed (PeerFailed).</exception>
    public Task RunAsync(IEnumerable<string> arguments, Action<string> told, CancellationToken cancellation) =>
        RunAsync(arguments, (from, stop) => ExternalProgram.LinesAsync(from, told, stop), cancellation);

    /// <summary>What it writes, whole.</summary>
    public async Task<string> ReadAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var text = "";
        await RunAsync(arguments, async (from, stop) => text = await from.ReadToEndAsync(stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        return text;
    }

    private async Task RunAsync(IEnumerable<string> arguments, Func<StreamReader, CancellationToken, Task> output, CancellationToken cancellation)
    {
        List<string> words = [];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var outOfReach = false;
        try
        {
            var code = await Program.RunAsync(arguments, Environment(), output, line =>
            {
                words.Add(line);
                if (outOfReach || !line.Contains(Retry, StringComparison.Ordinal)) return;
                outOfReach = true;
                patience.CancelAfter(repository.Patience);
            }, patience.Token).ConfigureAwait(false);
            if (code != 0) throw ResticWords.Failure($"{repository}", code, words);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ContainmentException(FailureReason.PeerFailed, $"{repository}", $"{repository} was out of reach for {repository.Patience.TotalSeconds:0} s: {Brief.Text(words.LastOrDefault(line => line.Contains(Retry, StringComparison.Ordinal)) ?? "")}");
        }
    }

    private Dictionary<string, string> Environment()
    {
        var all = new Dictionary<string, string>(repository.Environment) { ["RESTIC_PROGRESS_FPS"] = "5" };
        if (repository.Password is { } password) all["RESTIC_PASSWORD"] = password;
        return all;
    }
}
