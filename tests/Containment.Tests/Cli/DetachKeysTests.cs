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

    [TestCase("ctrl-p,ctrl-q", "ab\x10\x11c", ExpectedResult = "ab|")]
    [TestCase("ctrl-p,ctrl-q", "a\x10" + "b\x10\x11", ExpectedResult = "a\x10" + "b|")]
    [TestCase("ctrl-p,ctrl-q", "\x10\x10\x11", ExpectedResult = "\x10|")]
    [TestCase("CTRL-P", "a\x10", ExpectedResult = "a|")]
    [TestCase("a,b,c", "ababc", ExpectedResult = "ab|")]
    [TestCase("", "\x10\x11", ExpectedResult = "\x10\x11")]
    [TestCase("ctrl-[", "\x1b", ExpectedResult = "|")]
    public string They_are_found_among_others(string keys, string typed) => Passed(keys, typed);

    [Test]
    public void They_are_found_however_they_arrive() => Assert.That(Passed("ctrl-p,ctrl-q", "a", "\x10", "\x11"), Is.EqualTo("a|"));

    [TestCase("ctrl-"), TestCase("ctrl-pp"), TestCase("ab"), TestCase("ctrl-1"), TestCase("é")]
    public void What_is_no_key_is_refused(string keys) => Assert.That(() => DetachKeys.Parse(keys), Throws.TypeOf<InvalidSpecException>());
}
