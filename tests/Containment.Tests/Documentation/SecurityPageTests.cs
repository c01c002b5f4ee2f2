using System.Text.RegularExpressions;
using Containment.Tests.Architecture;

namespace Containment.Tests.Documentation;

/// <summary>docs/security.md promises nothing that no test holds.</summary>
internal sealed partial class SecurityPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/security.md"));

    private static readonly string Tests = Path.Combine(SourceTree.Root, "tests/Containment.Kernel.Tests/Security");

    private static IEnumerable<TestCaseData> Named() => Name().Matches(Page).Select(match => new TestCaseData(match.Groups[1].Value, match.Groups[2].Value));

    [TestCaseSource(nameof(Named))]
    public void Every_test_that_it_names_exists(string fixture, string test) =>
        Assert.That(Regex.IsMatch(File.ReadAllText(Path.Combine(Tests, $"{fixture}.cs")), $@"\[(Test|TestCase.*)\]\s+public (async Task|void) {test}\("), $"{fixture}.{test}");

    [Test]
    public void Every_fixture_is_named_in_it() =>
        Assert.That(Named().Select(one => (string)one.Arguments[0]!).Distinct(),
            Is.EquivalentTo(Directory.EnumerateFiles(Tests, "*Tests.cs").Select(Path.GetFileNameWithoutExtension)));

    [Test]
    public void Every_row_of_a_promise_names_a_test() =>
        Assert.That(Page.Split("## What is promised")[1].Split("## What is not promised")[0].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Promise", StringComparison.Ordinal) && !Name().IsMatch(line)), Is.Empty);

    [GeneratedRegex(@"`([A-Z]\w+Tests)\.([A-Z]\w+)`")]
    private static partial Regex Name();
}
