using Containment.Migration;
using Containment.Migration.Ends;
using Containment.Migration.Journals;

namespace Containment.Tests.Migration.Fakes;

/// <summary>Says when an offer is about to be read.</summary>
internal sealed class WatchedEnds(ITargetEnds ends, Action reading) : ITargetEnds
{
    public ITargetEnd Open(MoveRecord record) => ends.Open(record);

    public (ContainerId Id, MigrationStrategy Strategy) Read(ReadOnlyMemory<byte> offer)
    {
        reading();
        return ends.Read(offer);
    }

    public Task<OfferJudgement> JudgeAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation) => ends.JudgeAsync(offer, cancellation);
}
