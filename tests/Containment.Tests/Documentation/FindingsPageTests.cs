using System.Text.RegularExpressions;
using Containment.Tests.Architecture;

namespace Containment.Tests.Documentation;

/// <summary>docs/migration.md names each code that a finding can have, and no other.</summary>
internal sealed partial class FindingsPageTests
{
    private static readonly string[] Codes = [.. Sources().SelectMany(source => Finding().Matches(source)).Select(match => match.Groups["code"].Value).Distinct().Order(StringComparer.Ordinal)];

    [Test]
    public void Every_finding_is_explained() => Assert.That(Codes.Except(Named()), Is.Empty);

    [Test]
    public void Nothing_is_explained_that_there_is_not() => Assert.That(Named().Except(Codes), Is.Empty);

    [Test]
    public void They_are_many() => Assert.That(Codes, Has.Length.GreaterThan(35).And.Contains("io-uring").And.Contains("name-taken"));

    private static string[] Named()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/migration.md"));
        var section = page[page.IndexOf("## Findings", StringComparison.Ordinal)..page.IndexOf("## When a move fails", StringComparison.Ordinal)];
        return [.. section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => Word().Matches(line.Split('|')[1])).Select(match => match.Groups[1].Value)];
    }

    private static IEnumerable<string> Sources() =>
        SourceTree.Files("src").Where(file => file.Contains("/Checkpoints/Hindering/", StringComparison.Ordinal) || file.EndsWith("/MigrationFindings.cs", StringComparison.Ordinal)).Select(File.ReadAllText);

    [GeneratedRegex("(?:Blocker\\(|MigrationSeverity\\.\\w+, |Weight\\.\\w+, |= \\(|, \\()\"(?<code>[a-z]+(?:-[a-z]+)*)\"")]
    private static partial Regex Finding();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Word();
}
