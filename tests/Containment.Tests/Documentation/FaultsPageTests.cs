using System.Text.RegularExpressions;
using Containment.Tests.Architecture;

namespace Containment.Tests.Documentation;

/// <summary>docs/faults.md names no test that is not there.</summary>
internal sealed partial class FaultsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/faults.md"));

    private static readonly string Tests = string.Concat(new[] { "tests/Containment.Kernel.Tests", "tests/Containment.Tests" }
        .SelectMany(tests => Directory.EnumerateFiles(Path.Combine(SourceTree.Root, tests), "*Tests.cs", SearchOption.AllDirectories)).Select(File.ReadAllText));

    private static IEnumerable<string> Named() => Name().Matches(Page).Select(match => match.Groups[1].Value).Distinct();

    [TestCaseSource(nameof(Named))]
    public void Every_test_that_it_names_exists(string test) => Assert.That(Regex.IsMatch(Tests, $@"public (async Task|void) {test}\("), test);

    [Test]
    public void It_names_many() => Assert.That(Named().Count(), Is.GreaterThan(30));

    [GeneratedRegex(@"`([A-Z]\w+_\w+_\w+_\w+)`")]
    private static partial Regex Name();
}
