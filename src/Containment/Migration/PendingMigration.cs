namespace Containment.Migration;

/// <summary>A move that this host's journal has not closed.</summary>
/// <param name="MigrationId">The move.</param>
/// <param name="Id">The container.</param>
/// <param name="Role">Which side this host is.</param>
/// <param name="State">The last journalled state, such as <c>Committing</c>.</param>
/// <param name="Peer">The other host.</param>
/// <param name="InDoubt">Whether only the other host knows who owns it.</param>
public sealed record PendingMigration(Guid MigrationId, ContainerId Id, MigrationRole Role, string State, string Peer, bool InDoubt);
