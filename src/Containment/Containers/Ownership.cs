namespace Containment.Containers;

/// <summary>
/// Which host a container belongs to, as this host knows it. The epoch grows by one with each change of owner, so that of
/// two hosts that both say "here" the higher one is right. Only a container that is <see cref="Owner.Here"/> starts.
/// </summary>
/// <param name="Epoch">Counts changes of owner; the first is 1.</param>
/// <param name="Owner">Who has it.</param>
/// <param name="Peer">The other host, while it moves and after it has gone.</param>
/// <param name="MigrationId">The move in question.</param>
public sealed record Ownership(long Epoch, Owner Owner, string? Peer = null, string? MigrationId = null)
{
    /// <summary>Whether it goes by way of a repository of backups: then only a word of its owner brings it back here.</summary>
    public bool ByBackup { get; init; }

    /// <summary>A container made here.</summary>
    public static Ownership Initial { get; } = new(1, Owner.Here);
}
