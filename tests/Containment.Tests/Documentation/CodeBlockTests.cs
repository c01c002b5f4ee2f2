using System.Text.RegularExpressions;
using Containment.Tests.Architecture;

namespace Containment.Tests.Documentation;

internal sealed partial class CodeBlockTests
{
    private static readonly string Samples = string.Join(' ',
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "samples"), "*.cs", SearchOption.AllDirectories).Select(file => Flat(File.ReadAllText(file))));

    private static IEnumerable<TestCaseData> Blocks() =>
        from file in (IEnumerable<string>)["README.md", "docs/tour.md"]
        from block in Fence().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, file))).Select(match => match.Groups[1].Value)
        select new TestCaseData(block).SetArgDisplayNames(file, block.Split('\n')[0]);

    [TestCaseSource(nameof(Blocks))]
    public void Every_code_block_of_the_documentation_is_part_of_a_sample(string block) =>
        Assert.That(Samples, Does.Contain(Flat(block)));

    [Test]
    public void The_tour_has_code() => Assert.That(Blocks().Count(), Is.GreaterThan(5));

    private static string Flat(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
