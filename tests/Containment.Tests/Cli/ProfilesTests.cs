using System.CommandLine;
using Containment.Cli.Commands;
using Containment.Cli.Options;

namespace Containment.Tests.Cli;

internal sealed class ProfilesTests
{
    private string _home = "";

    [SetUp]
    public void Make()
    {
        _home = Directory.CreateTempSubdirectory("ct").FullName;
        File.WriteAllText(Path.Combine(_home, "small.yaml"), "# Little.\nmemory: 64M\npids: 50\nread-only: true\ndevice-allow: [/dev/fuse, /dev/full:r]\nlabel: kind=small\n");
        File.WriteAllText(Path.Combine(_home, "large.yaml"), "memory: 1G\ncpus: 2\nlabel: [size=large]\n");
    }

    [TearDown]
    public void Remove() => Directory.Delete(_home, recursive: true);

    [Test]
    public void A_profiles_options_stand_right_behind_the_command() =>
        Assert.That(Expand("--state", "/s", "create", "--profile", "small", "-r", "/r", "x", "sleep", "1"), Is.EqualTo(new[]
        {
            "--state", "/s", "create", "--memory", "64M", "--pids", "50", "--read-only=true", "--device-allow", "/dev/fuse", "--device-allow", "/dev/full:r", "--label", "kind=small",
            "--profile", "small", "-r", "/r", "x", "sleep", "1",
        }));

    [Test]
    public void What_is_typed_wins_and_lists_add_up() =>
        Assert.That(Expand("run", "--memory=32M", "-l", "a=b", "--profile", "small", "-r", "/r", "x", "id"), Has.None.EqualTo("64M").And.Some.EqualTo("50").And.Some.EqualTo("kind=small").And.Some.EqualTo("a=b"));

    [Test]
    public void Of_several_profiles_the_later_one_wins() =>
        Assert.That(Expand("run", "--profile", "small", "--profile", "large", "-r", "/r", "x", "id"), Has.Some.EqualTo("1G").And.None.EqualTo("64M").And.Some.EqualTo("kind=small").And.Some.EqualTo("size=large"));

    [Test]
    public void What_belongs_to_the_program_inside_is_no_profile()
    {
        string[] words = ["run", "-r", "/r", "x", "tool", "--profile", "small"];
        Assert.That(Expand(words), Is.EqualTo(words));
    }

    [Test]
    public void What_a_profile_says_is_read_as_if_it_had_been_typed()
    {
        var root = Root();
        var spec = new SpecOptions();
        var command = new Command("make");
        spec.AddTo(command);
        root.Subcommands.Add(command);
        var read = spec.Read(root.Parse(Profiles.Expand(root, ["make", "--profile", "small", "-r", "/", "x", "id"], _home)));
        Assert.That((read.Isolation.ReadOnlyRoot, read.Labels["kind"], $"{read.Limits.MemoryMax}"), Is.EqualTo((true, "small", $"{Containment.Resources.MemoryLimit.Parse("64M")}")));
    }

    [TestCase("memroy: 1G", "line 1", "such as memory")]
    [TestCase("cpus: 1\nprofile: small", "line 2", "such as memory")]
    [TestCase("rm: true", "line 1", "such as memory")]
    [TestCase("memory: [1G, 2G]", "line 1", "one value")]
    [TestCase("memory: { a: b }", "line 1", "a value or a list")]
    [TestCase("memory: 1G\nmemory: 2G", "line 2", "only once")]
    [TestCase("- memory", "line 1", "memory: 256M")]
    [TestCase("memory: [1G", "line", "YAML 1.2")]
    public void What_is_wrong_in_a_profile_is_told_with_its_line(string text, string where, string expected)
    {
        File.WriteAllText(Path.Combine(_home, "bad.yaml"), text);
        Assert.That(Assert.Throws<InvalidSpecException>(() => Expand("run", "--profile", "bad", "-r", "/r", "x", "id"))!.Message, Does.Contain("bad.yaml").And.Contain(where).And.Contain(expected));
    }

    [Test]
    public void A_profile_that_there_is_none_of_is_refused_with_those_there_are() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => Expand("run", "--profile", "huge", "-r", "/r", "x", "id"))!.Message, Does.Contain("huge").And.Contain("large, small"));

    [Test]
    public void A_name_that_is_a_path_is_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => Expand("run", "--profile", "../etc/x", "-r", "/r", "x", "id"))!.Message, Does.Contain("a profile's name"));

    private string[] Expand(params string[] words) => Profiles.Expand(Root(), words, _home);

    private static RootCommand Root()
    {
        // In the place of the host's own options, which have no defaults for a user without a session.
        var root = new RootCommand { new Option<string>("--state") { Recursive = true } };
        foreach (var command in CommandList.All(new HostChoice())) root.Subcommands.Add(command);
        return root;
    }
}
