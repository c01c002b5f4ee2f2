namespace Containment.Backups.Restic;

/// <summary>Understands what restic says when it fails. Pure.</summary>
internal static class ResticWords
{
    private static readonly (string Words, FailureReason Reason, string Remedy)[] Known =
    [
        ("wrong password", FailureReason.ToolFailed, "; give the repository's password"),
        ("an empty password", FailureReason.ToolFailed, "; give the repository's password, in a file or in RESTIC_PASSWORD"),
        ("password is required", FailureReason.ToolFailed, "; give the repository's password, in a file or in RESTIC_PASSWORD"),
        // It asks whether there is a repository also where it could not even ask.
        ("connection refused", FailureReason.PeerFailed, ""),
        ("connection reset", FailureReason.PeerFailed, ""),
        ("no such host", FailureReason.PeerFailed, ""),
        ("Is there a repository at", FailureReason.NotFound, "; make it first (containment backup init), or look whether the place is right"),
        ("config file already exists", FailureReason.AlreadyExists, ""),
        ("no space left on device", FailureReason.Exhausted, ""),
        ("disk quota exceeded", FailureReason.Exhausted, ""),
        ("already locked", FailureReason.TimedOut, "; somebody else works on it. If nobody does, restic unlock takes the lock away"),
        ("ciphertext verification failed", FailureReason.Corrupt, ""),
        ("invalid data returned", FailureReason.Corrupt, ""),
        ("contains errors", FailureReason.Corrupt, ""),
        ("not found in index", FailureReason.Corrupt, ""),
        ("does not match", FailureReason.Corrupt, ""),
        ("hash mismatch", FailureReason.Corrupt, ""),
        ("pack file cannot be listed", FailureReason.Corrupt, ""),
        ("invalid id", FailureReason.NotFound, ""),
        ("no snapshot found", FailureReason.NotFound, ""),
        ("no matching ID", FailureReason.NotFound, ""),
        ("Access Denied", FailureReason.PeerFailed, "; look at the credentials in the environment"),
    ];

    /// <param name="repository">Where.</param>
    /// <param name="code">Its exit code.</param>
    /// <param name="lines">What it wrote to its standard error.</param>
    public static ContainmentException Failure(string repository, int code, IReadOnlyList<string> lines)
    {
        var all = string.Join('\n', lines);
        var (_, reason, remedy) = Known.FirstOrDefault(known => all.Contains(known.Words, StringComparison.OrdinalIgnoreCase));
        if (remedy is null) (reason, remedy) = (FailureReason.ToolFailed, "");
        var words = Brief.Text(string.Join(' ', lines.Select(line => line.Trim()).Where(line => line.Length > 0).TakeLast(4)));
        return new(reason, repository, $"{repository}: restic ended with {code}: {(words.Length > 0 ? words : "it said nothing")}{remedy}");
    }
}
