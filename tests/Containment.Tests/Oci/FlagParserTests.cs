using Containment.Oci.CommandLine;

namespace Containment.Tests.Oci;

internal sealed class FlagParserTests
{
    private static readonly Flag Force = Flag.Switch("force", "", "f");
    private static readonly Flag Bundle = Flag.Text("bundle", "", "b");
    private static readonly Flag Count = Flag.Number("count", "", 7);
    private static readonly Flag Env = Flag.List("env", "", "e");
    private static readonly Flag[] Flags = [Force, Bundle, Count, Env];

    private static (FlagValues Values, string Arguments) Parse(params string[] words)
    {
        var (values, arguments) = FlagParser.Anywhere(words, Flags);
        return (values, string.Join('|', arguments));
    }

    [TestCase("--bundle", "/x")]
    [TestCase("-bundle", "/x")]
    [TestCase("-b", "/x")]
    [TestCase("--bundle=/x", null)]
    [TestCase("-b=/x", null)]
    public void A_value_follows_or_is_joined_by_an_equals_sign(string first, string? second)
    {
        var (values, arguments) = Parse(second is null ? [first, "id"] : [first, second, "id"]);
        Assert.That(values.Text(Bundle), Is.EqualTo("/x"));
        Assert.That(arguments, Is.EqualTo("id"));
    }

    [TestCase("--force", true)]
    [TestCase("-f", true)]
    [TestCase("--force=false", false)]
    [TestCase("--force=T", true)]
    public void A_switch_takes_no_word(string word, bool expected)
    {
        var (values, arguments) = Parse(word, "true");
        Assert.That(values.On(Force), Is.EqualTo(expected));
        Assert.That(arguments, Is.EqualTo("true"));
    }

    [Test]
    public void Flags_may_stand_behind_the_arguments()
    {
        var (values, arguments) = Parse("id", "KILL", "--force", "-b", "/x");
        Assert.That(values.On(Force), Is.True);
        Assert.That(values.Text(Bundle), Is.EqualTo("/x"));
        Assert.That(arguments, Is.EqualTo("id|KILL"));
    }

    [Test]
    public void What_only_looks_like_a_flag_behind_an_argument_is_an_argument() => Assert.That(Parse("id", "-9").Arguments, Is.EqualTo("id|-9"));

    [Test]
    public void Two_dashes_end_the_flags()
    {
        var (values, arguments) = Parse("-f", "--", "--bundle", "-e");
        Assert.That(values.Given(Bundle), Is.False);
        Assert.That(arguments, Is.EqualTo("--bundle|-e"));
    }

    [Test]
    public void Leading_flags_end_at_the_first_argument()
    {
        var (values, words) = FlagParser.Leading(["-e", "A=1", "--env=B=2", "id", "ls", "--force"], Flags);
        Assert.That(values.All(Env), Is.EqualTo((string[])["A=1", "B=2"]));
        Assert.That(values.On(Force), Is.False);
        Assert.That(words, Is.EqualTo((string[])["id", "ls", "--force"]));
    }

    [Test]
    public void A_single_dash_is_an_argument() => Assert.That(Parse("-").Arguments, Is.EqualTo("-"));

    [TestCase("0x10", 16)]
    [TestCase("-3", -3)]
    [TestCase("+3", 3)]
    public void Numbers_are_read_as_Go_does(string text, long expected) => Assert.That(Parse("--count", text).Values.Number(Count), Is.EqualTo(expected));

    [Test]
    public void A_default_counts_where_nothing_is_given() => Assert.That(Parse().Values.Number(Count), Is.EqualTo(7));

    [Test]
    public void The_last_value_counts() => Assert.That(Parse("-b", "1", "-b", "2").Values.Text(Bundle), Is.EqualTo("2"));

    [TestCase("flag provided but not defined: -nothing", "--nothing")]
    [TestCase("flag provided but not defined: -fb", "-fb")]
    [TestCase("flag needs an argument: -bundle", "--bundle")]
    [TestCase("bad flag syntax: ---force", "---force")]
    [TestCase("bad flag syntax: --=x", "--=x")]
    [TestCase("invalid boolean value \"maybe\" for -force: parse error", "--force=maybe")]
    [TestCase("invalid value \"many\" for flag -count: parse error", "--count=many")]
    [TestCase("invalid value \"1e3\" for flag -count: parse error", "--count", "1e3")]
    public void What_is_wrong_is_said_as_Go_says_it(string message, params string[] words) =>
        Assert.That(() => Parse(words), Throws.TypeOf<UsageException>().With.Message.EqualTo(message));
}
