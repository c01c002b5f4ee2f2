using System.CommandLine;
using System.Globalization;
using Containment.Migration;

namespace Containment.Cli.Options;

/// <summary>How a container is to be moved.</summary>
internal sealed class MoveOptions
{
    private readonly Option<MigrationStrategy> _strategy = new("--strategy") { Description = "How it moves: Auto, or one of the others, which is then done or refused", HelpName = "strategy", DefaultValueFactory = _ => MigrationStrategy.Auto };
    private readonly Option<bool> _nearLive = new("--near-live") { Description = "Only files: stop it here, start it anew there; the same as --strategy NearLive" };
    private readonly Option<bool> _cold = new("--cold") { Description = "Only files, of a container that does not run; the same as --strategy Cold" };
    private readonly Option<string?> _budget = new("--freeze-budget") { Description = "How long it may stand still, for Auto, as in 500ms; 1s where not given", HelpName = "time" };
    private readonly Option<NonConvergence?> _stuck = new("--when-stuck") { Description = "With live: what to do when it writes faster than can be sent: SlowDown (where not given), PostCopy, Cancel or Force", HelpName = "what" };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "How long all of it may take until it is committed, as in 10m; without end where not given", HelpName = "time" };
    private readonly Option<double?> _grace = new("--time") { Description = "With near-live: seconds that it has to end before it is killed; 10 where not given", HelpName = "seconds" };

    public IReadOnlyList<Option> All => [_strategy, _nearLive, _cold, _budget, _stuck, _timeout, _grace];

    public MigrateOptions Read(ParseResult parsed)
    {
        var options = new MigrateOptions { Strategy = Strategy(parsed) };
        if (parsed.GetValue(_budget) is { } budget) options = options with { FreezeBudget = Time("--freeze-budget", budget) };
        if (parsed.GetValue(_stuck) is { } stuck) options = options with { WhenStuck = stuck };
        if (parsed.GetValue(_timeout) is { } timeout) options = options with { Timeout = Time("--timeout", timeout) };
        if (parsed.GetValue(_grace) is { } grace) options = options with { Stop = options.Stop with { GracePeriod = TimeSpan.FromSeconds(grace) } };
        return options;
    }

    private MigrationStrategy Strategy(ParseResult parsed)
    {
        MigrationStrategy[] asked = [.. new[] { parsed.GetValue(_strategy), parsed.GetValue(_nearLive) ? MigrationStrategy.NearLive : MigrationStrategy.Auto, parsed.GetValue(_cold) ? MigrationStrategy.Cold : MigrationStrategy.Auto }.Where(one => one != MigrationStrategy.Auto).Distinct()];
        return asked.Length < 2 ? asked.FirstOrDefault() : throw new InvalidSpecException("--strategy", string.Join(", ", asked), "one strategy");
    }

    private static TimeSpan Time(string name, string text) => text.EndsWith("ms", StringComparison.Ordinal)
        ? double.TryParse(text[..^2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : throw new InvalidSpecException(name, text, "a number with ms, s, m or h, such as 500ms")
        : SpanText.Parse(name, text);
}
