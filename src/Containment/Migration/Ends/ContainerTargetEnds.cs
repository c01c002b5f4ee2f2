using Containment.Migration.Journals;

namespace Containment.Migration.Ends;

/// <summary>The target's ends on a host with real containers.</summary>
internal sealed class ContainerTargetEnds(ContainerHost host) : ITargetEnds
{
    public ITargetEnd Open(MoveRecord record) => new ContainerTargetEnd(host, record);

    public (ContainerId Id, MigrationStrategy Strategy) Read(ReadOnlyMemory<byte> offer)
    {
        var (read, spec) = OfferJudge.Read(offer);
        return (spec.Id, read.Strategy);
    }

    public async Task<OfferJudgement> JudgeAsync(ReadOnlyMemory<byte> offer, CancellationToken cancellation)
    {
        var (read, spec) = OfferJudge.Read(offer);
        var (findings, found) = await new OfferJudge(host).JudgeAsync(read, spec, cancellation).ConfigureAwait(false);
        return new OfferJudgement(findings, found is null);
    }
}
