namespace Containment.Launch;

/// <summary>The file that a keeper leaves when the first process has ended: <c>WAIT-STATUS REALTIME-NANOSECONDS</c>.</summary>
internal static class ExitRecord
{
    /// <summary>Reads it; null when there is none (it runs, or its keeper was lost).</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>.</exception>
    public static async Task<ExitStatus?> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        var words = text.TrimEnd('\n').Split(' ');
        return words.Length == 2 && int.TryParse(words[0], out var status) && long.TryParse(words[1], out var nanoseconds)
            ? Of(status, nanoseconds)
            : throw new ContainmentException(FailureReason.Corrupt, path, $"{path} is not an exit record");
    }

    internal static ExitStatus Of(int waitStatus, long nanoseconds) =>
        ExitStatus.FromWait(waitStatus, DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100));
}
