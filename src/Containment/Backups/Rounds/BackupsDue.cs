namespace Containment.Backups.Rounds;

/// <summary>Decides whose turn it is. Pure.</summary>
internal static class BackupsDue
{
    /// <summary>Those without a backup first, then the oldest first.</summary>
    public static IReadOnlyList<ContainerId> Of(BackupPlan plan, IEnumerable<ContainerId> there, IEnumerable<Backup> backups, string host, DateTimeOffset now)
    {
        // A container of the same name on another host has backups of its own.
        var newest = backups.Where(backup => backup.Host == host).GroupBy(backup => backup.Container).ToDictionary(group => group.Key, group => group.Max(backup => backup.TakenAt));
        return
        [
            .. there.Where(id => plan.Containers.Count == 0 || plan.Containers.Contains(id))
                .Select(id => (Id: id, At: newest.TryGetValue(id, out var at) ? at : DateTimeOffset.MinValue))
                .Where(one => now - one.At >= plan.Every).OrderBy(one => one.At).Select(one => one.Id),
        ];
    }
}
