namespace Containment.Backups;

/// <summary>
/// Where backups are kept: a restic repository, encrypted and deduplicated, which restic alone can read and restore as well. What it needs besides
/// is given as restic takes it, in the environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for S3.
/// </summary>
/// <param name="Location">As restic writes it: a directory, <c>sftp:user@host:/path</c>, <c>s3:https://host/bucket/path</c>, and others (restic.readthedocs.io, "Preparing a new repository").</param>
public sealed record BackupRepository(string Location)
{
    /// <summary>As restic writes it.</summary>
    /// <exception cref="InvalidSpecException">It is empty.</exception>
    public string Location { get; init => field = Named(value); } = Named(Location);

    /// <summary>A file whose first line is the repository's password. It or <see cref="Password"/> must be there, or RESTIC_PASSWORD, RESTIC_PASSWORD_FILE or RESTIC_PASSWORD_COMMAND in the environment.</summary>
    /// <exception cref="InvalidSpecException">Not an absolute path.</exception>
    public string? PasswordFile { get; init => field = value is null || Path.IsPathFullyQualified(value) ? value : throw new InvalidSpecException(nameof(PasswordFile), value, "an absolute path"); }

    /// <summary>The password itself.</summary>
    public string? Password { get; init; }

    /// <summary>What restic has in its environment besides this process's own: credentials of the place.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Extended options of restic, as <c>sftp.command=…</c> or <c>s3.connections=10</c>.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>How long a repository may be out of reach before the work is given up. Default 2 minutes; restic alone waits a quarter of an hour.</summary>
    /// <exception cref="InvalidSpecException">Less than a second.</exception>
    public TimeSpan Patience { get; init => field = value >= TimeSpan.FromSeconds(1) ? value : throw new InvalidSpecException(nameof(Patience), value, "a second or more"); } = TimeSpan.FromMinutes(2);

    /// <summary>The location, without a password that its address may hold.</summary>
    public override string ToString() => Shown(Location);

    internal static string Shown(string location)
    {
        var (scheme, at) = (location.IndexOf("://", StringComparison.Ordinal), location.IndexOf('@'));
        return scheme >= 0 && at > scheme && location.IndexOf('/', scheme + 3) is var end && (end < 0 || at < end) ? location[..(scheme + 3)] + location[(at + 1)..] : location;
    }

    private static string Named(string location) => string.IsNullOrWhiteSpace(location) || location.StartsWith('-') ? throw new InvalidSpecException(nameof(Location), location, "a directory, sftp:…, s3:… or another place that restic knows") : location;
}
