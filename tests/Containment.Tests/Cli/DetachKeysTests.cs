using System.Text;
using Containment.Cli.Terminal;

namespace Containment.Tests.Cli;

internal sealed class DetachKeysTests
{
    // Each piece as one read; "|" where the keys were recognised.
    private static string Passed(string keys, params string[] typed)
    {
        var detach = DetachKeys.Parse(keys);
        var text = new StringBuilder();
        foreach (var piece in typed)
        {
            text.Append(Encoding.Latin1.GetString(detach.Take(Encoding.Latin1.GetBytes(piece), out var left)));
            if (left) return text.Append('|').ToString();
        }
        return text.ToString();
    }

    [TestCase("ctrl-p,ctrl-q", "ab\u0010\u0011c", ExpectedResult = "ab|")]
    [TestCase("ctrl-p,ctrl-q", "a\u0010b\u0010\u0011", ExpectedResult = "a\u0010b|")]
    [TestCase("ctrl-p,ctrl-q", "\u0010\u0010\u0011", ExpectedResult = "\u0010|")]
    [TestCase("CTRL-P", "a\u0010", ExpectedResult = "a|")]
    [TestCase("a,b,c", "ababc", ExpectedResult = "ab|")]
    [TestCase("", "\u0010\u0011", ExpectedResult = "\u0010\u0011")]
    [TestCase("ctrl-[", "\u001b", ExpectedResult = "|")]
    public string They_are_found_among_others(string keys, string typed) => Passed(keys, typed);

    [Test]
    public void They_are_found_however_they_arrive() => Assert.That(Passed("ctrl-p,ctrl-q", "a", "\u0010", "\u0011"), Is.EqualTo("a|"));

    [TestCase("ctrl-"), TestCase("ctrl-pp"), TestCase("ab"), TestCase("ctrl-1"), TestCase("é")]
    public void What_is_no_key_is_refused(string keys) => Assert.That(() => DetachKeys.Parse(keys), Throws.TypeOf<InvalidSpecException>());
}
