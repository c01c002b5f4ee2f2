using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Containment.Backups.Restic;

/// <summary>The backups in a repository.</summary>
internal sealed class BackupShelf(BackupRepository repository)
{
    private readonly ResticRun _restic = new(repository);

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<Backup>> ListAsync(ContainerId? container, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var taken = all.Where(snapshot => snapshot.TakenBy is not null).Select(snapshot => snapshot.HandOver).ToHashSet();
        return
        [
            .. all.OrderBy(snapshot => snapshot.Time).Select(snapshot => snapshot.ToBackup() is { } backup ? backup with { Taken = snapshot.HandOver is { } handOver && taken.Contains(handOver) } : null)
                .OfType<Backup>().Where(backup => container is null || backup.Container == container),
        ];
    }

    /// <summary>One by its name, or the beginning of it.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>: none, or more than one.</exception>
    public async Task<ResticSnapshot> FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = (await ReadAsync(cancellationToken).ConfigureAwait(false)).Where(snapshot => name.Length >= 4 && snapshot.Stage is not null && snapshot.Id.StartsWith(name, StringComparison.Ordinal)).ToArray();
        return found is [var one] ? one
            : throw new ContainmentException(FailureReason.NotFound, name, $"{(found.Length > 1 ? "several backups" : "no backup")} in {repository} {(found.Length > 1 ? "begin" : "begins")} with {name}");
    }

    /// <summary>All that says something of a handing over: the backups that it was tried with, and marks that it was taken back.</summary>
    public async Task<IReadOnlyList<ResticSnapshot>> OfHandOverAsync(string handOver, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken).ConfigureAwait(false)).Where(snapshot => snapshot.HandOver == handOver)];

    /// <summary>What tells the repository from all others, whatever address it is reached by.</summary>
    public async Task<string> IdAsync(CancellationToken cancellationToken) =>
        Parse(await _restic.ReadAsync(ResticArguments.Config(repository), cancellationToken).ConfigureAwait(false), ResticJson.Default.ResticConfig).Id;

    private async Task<IReadOnlyList<ResticSnapshot>> ReadAsync(CancellationToken cancellationToken) =>
        Parse(await _restic.ReadAsync(ResticArguments.Snapshots(repository), cancellationToken).ConfigureAwait(false), ResticJson.Default.IReadOnlyListResticSnapshot);

    private T Parse<T>(string text, JsonTypeInfo<T> form)
    {
        try
        {
            return JsonSerializer.Deserialize(text, form) ?? throw new JsonException("it is null");
        }
        catch (JsonException wrong)
        {
            throw new ContainmentException(FailureReason.ToolFailed, $"{repository}", $"restic's answer can't be read: {Brief.Text(wrong.Message)}", null, wrong);
        }
    }
}
