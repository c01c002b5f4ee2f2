using System.Text;
using Containment.Migration;
using Containment.Migration.Ends;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration.Fakes;

internal sealed class FakeTargetEnds(string world, Work failsAt = Work.None, IReadOnlyList<MigrationFinding>? findings = null) : ITargetEnds
{
    public ITargetEnd Open(MoveRecord record) => findings is null ? new FakeTargetEnd(world, failsAt) : new RefusingEnd(world, findings);

    public (ContainerId Id, MigrationStrategy Strategy) Read(ReadOnlyMemory<byte> offer) =>
        Encoding.UTF8.GetString(offer.Span).Split(' ') is [var name, var strategy] && ContainerId.TryParse(name, null, out var id) ? (id, Enum.Parse<MigrationStrategy>(strategy)) : throw new WireException("no offer");

    public Task<OfferJudgement> JudgeAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation) =>
        Task.FromResult(new OfferJudgement(findings ?? [], BaseNeeded: true));
}
