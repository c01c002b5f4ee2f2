using Containment.Migration.Journals;

namespace Containment.Migration.Ends;

/// <summary>Makes the target's end of a move, a new one or one that a crash left.</summary>
internal interface ITargetEnds
{
    ITargetEnd Open(MoveRecord record);

    /// <summary>Which container an offer is about.</summary>
    /// <exception cref="Wire.WireException">It is no offer.</exception>
    (ContainerId Id, MigrationStrategy Strategy) Read(ReadOnlyMemory<byte> offer);

    /// <summary>What stands in the way of an offer, and what the source would have to send; changes nothing.</summary>
    Task<OfferJudgement> JudgeAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation);
}
