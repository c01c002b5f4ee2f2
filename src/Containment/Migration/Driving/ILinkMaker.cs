using Containment.Migration.Journals;

namespace Containment.Migration.Driving;

/// <summary>Makes links to the target.</summary>
internal interface ILinkMaker
{
    /// <summary>Connects again for a move that is under way, for as long as the options allow.</summary>
    /// <exception cref="MigrationException">The target can't be reached, or is somebody else now.</exception>
    Task<MoveLink> SettleAsync(MoveRecord record, CancellationToken cancellation);

    /// <summary>Opens a further stream of a move whose main link has this session.</summary>
    /// <exception cref="MigrationException">The target can't be reached, or is somebody else now.</exception>
    Task<MoveLink> JoinAsync(MoveRecord record, ReadOnlyMemory<byte> session, CancellationToken cancellation);
}
