using System.Globalization;

namespace Containment.Migration.Planning;

/// <summary>Chooses how a container moves: down from what it would notice least to what only saves its files. Pure.</summary>
internal static class Ladder
{
    /// <summary>The strategies that take memory along and can be undone until it runs over there, the simplest first.</summary>
    public static readonly IReadOnlyList<MigrationStrategy> Rungs = [MigrationStrategy.StopAndCopy, MigrationStrategy.Live];

    /// <param name="wanted">What the caller asks for.</param>
    /// <param name="running">Whether it runs, or is paused.</param>
    /// <param name="findings">Of both sides.</param>
    /// <param name="freezeOf">How long it would stand still; null is not known.</param>
    /// <param name="budget">How long it may.</param>
    public static LadderChoice Choose(MigrationStrategy wanted, bool running, IReadOnlyList<MigrationFinding> findings, Func<MigrationStrategy, TimeSpan?> freezeOf, TimeSpan budget)
    {
        if (!running) return One(MigrationStrategy.Cold, "it does not run, so only its files move", findings);
        if (wanted == MigrationStrategy.Cold) return new(null, ["it runs, and only what does not run moves cold"]);
        if (wanted != MigrationStrategy.Auto) return One(wanted, $"{wanted} was asked for", findings);
        var possible = Rungs.Where(rung => !findings.Any(finding => finding.RulesOut(rung))).Select(rung => (Rung: rung, Freeze: freezeOf(rung))).ToList();
        if (possible.Count == 0) return WithoutMemory(findings);
        // An unknown freeze is no reason to take one that is worse in every other way.
        if (possible.FindIndex(one => one.Freeze is null || one.Freeze <= budget) is >= 0 and var at)
        {
            return new(possible[at].Rung,
            [
                .. possible.Take(at).Select(one => $"{one.Rung} would freeze it for {Text(one.Freeze!.Value)}, more than {Text(budget)}"),
                possible[at].Freeze is { } fits ? $"{possible[at].Rung} would freeze it for {Text(fits)}, within {Text(budget)}" : $"{possible[at].Rung} is possible; how long it would be frozen is not known",
            ]);
        }
        var shortest = possible.MinBy(one => one.Freeze!.Value);
        return new(shortest.Rung, [$"nothing freezes it for less than {Text(budget)}; {shortest.Rung} comes nearest with {Text(shortest.Freeze!.Value)}"]);
    }

    private static LadderChoice WithoutMemory(IReadOnlyList<MigrationFinding> findings)
    {
        var reasons = $"its processes can't go along ({Codes(findings, Rungs[^1])})";
        // Whoever looks into it just now does not expect that it is restarted for that.
        if (findings.Where(finding => finding.RulesOut(Rungs[^1])).All(finding => finding.Passing)) return new(null, [reasons, "that passes, so it is not restarted for it: end it, or ask for NearLive"]);
        return findings.Any(finding => finding.RulesOut(MigrationStrategy.NearLive))
            ? new(null, [$"nothing is possible ({Codes(findings, MigrationStrategy.NearLive)})"])
            : new(MigrationStrategy.NearLive, [reasons, "its files can: it is stopped here and started anew there"]);
    }

    private static LadderChoice One(MigrationStrategy strategy, string reason, IReadOnlyList<MigrationFinding> findings) =>
        findings.Any(finding => finding.RulesOut(strategy)) ? new(null, [reason, $"{strategy} is not possible ({Codes(findings, strategy)})"]) : new(strategy, [reason]);

    private static string Codes(IReadOnlyList<MigrationFinding> findings, MigrationStrategy strategy) =>
        string.Join(", ", findings.Where(finding => finding.RulesOut(strategy)).Select(finding => finding.Code).Distinct());

    private static string Text(TimeSpan time) => time < TimeSpan.FromSeconds(10)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
}
