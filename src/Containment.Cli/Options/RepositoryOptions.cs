using System.CommandLine;
using Containment.Backups;

namespace Containment.Cli.Options;

/// <summary>Which repository of backups.</summary>
internal sealed class RepositoryOptions
{
    private readonly Option<string?> _place = new("--repo")
    {
        Description = "The restic repository: a directory, sftp:user@host:/path, s3:https://host/bucket (RESTIC_REPOSITORY)",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("RESTIC_REPOSITORY"),
        HelpName = "place",
    };

    private readonly Option<string?> _password = new("--password-file") { Description = "A file with its password; otherwise RESTIC_PASSWORD_FILE, RESTIC_PASSWORD or RESTIC_PASSWORD_COMMAND", HelpName = "file" };
    private readonly Option<string[]> _options = new("--option", "-o") { Description = "An extended option of restic; may come more than once", HelpName = "NAME=VALUE" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_place, _password, _options]) command.Options.Add(option);
    }

    public BackupRepository Read(ParseResult parsed) =>
        new(parsed.GetValue(_place) ?? throw new InvalidSpecException("--repo", null, "where backups are kept, or RESTIC_REPOSITORY in the environment"))
        {
            PasswordFile = parsed.GetValue(_password) is { } file ? Path.GetFullPath(file) : null,
            Options = parsed.GetValue(_options) ?? [],
        };
}
