using Containment.Migration.Ends;

namespace Containment.Migration.Planning;

/// <summary>All that is known before a move.</summary>
/// <param name="Findings">Of both sides, the worst first.</param>
/// <param name="Facts">What there is to send, and over what.</param>
/// <param name="Running">Whether it runs, or is paused.</param>
/// <param name="Offer">What the target was asked about; null: it was not asked.</param>
internal sealed record Survey(IReadOnlyList<MigrationFinding> Findings, EstimateFacts Facts, bool Running, MoveOffer? Offer)
{
    public LadderChoice Choose(MigrateOptions options) =>
        Ladder.Choose(options.Strategy, Running, Findings, strategy => Estimator.Of(strategy, Facts).Freeze, options.FreezeBudget);
}
