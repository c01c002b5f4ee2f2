using System.Text.RegularExpressions;
using Containment.Tests.Architecture;

namespace Containment.Tests.Documentation;

internal sealed partial class LinkTests
{
    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(SourceTree.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(page => Path.GetRelativePath(SourceTree.Root, page));

    [TestCaseSource(nameof(Pages))]
    public void Every_link_of_a_page_leads_to_a_file(string page)
    {
        var directory = Path.GetDirectoryName(Path.Combine(SourceTree.Root, page))!;
        var dead = Link().Matches(File.ReadAllText(Path.Combine(SourceTree.Root, page)))
            .Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains(':') && !Path.Exists(Path.Combine(directory, target)));
        Assert.That(dead, Is.Empty);
    }

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
