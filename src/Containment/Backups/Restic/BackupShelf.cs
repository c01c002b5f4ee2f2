using System.Text.Json;

namespace Containment.Backups.Restic;

/// <summary>The backups in a repository.</summary>
internal sealed class BackupShelf(BackupRepository repository)
{
    private readonly ResticRun _restic = new(repository);

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<Backup>> ListAsync(ContainerId? container, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(container, cancellationToken).ConfigureAwait(false)).OrderBy(snapshot => snapshot.Time).Select(snapshot => snapshot.ToBackup()).OfType<Backup>()];

    /// <summary>One by its name, or the beginning of it.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>: none, or more than one.</exception>
    public async Task<ResticSnapshot> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = (await ReadAsync(null, cancellationToken).ConfigureAwait(false)).Where(snapshot => name.Length >= 4 && snapshot.Id.StartsWith(name, StringComparison.Ordinal) && snapshot.Stage is not null).ToArray();
        return found is [var one] ? one
            : throw new ContainmentException(FailureReason.NotFound, name, $"{(found.Length > 1 ? "several backups" : "no backup")} in {repository} {(found.Length > 1 ? "begin" : "begins")} with {name}");
    }

    private async Task<IReadOnlyList<ResticSnapshot>> ReadAsync(ContainerId? container, CancellationToken cancellationToken)
    {
        var text = await _restic.ReadAsync(ResticArguments.Snapshots(repository, container), cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(text, ResticJson.Default.IReadOnlyListResticSnapshot) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new ContainmentException(FailureReason.ToolFailed, $"{repository}", $"restic's list of snapshots can't be read: {Brief.Text(wrong.Message)}", null, wrong);
        }
    }
}
