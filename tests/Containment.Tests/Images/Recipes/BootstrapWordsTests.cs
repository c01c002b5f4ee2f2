using Containment.Images.Recipes;

namespace Containment.Tests.Images.Recipes;

internal sealed class BootstrapWordsTests
{
    [Test]
    public void Steps_are_told_and_what_is_skipped_is_none()
    {
        var words = new BootstrapWords();
        Assert.That(words.Take("I: running apt-get update..."), Is.EqualTo("running apt-get update"));
        Assert.That(words.Take("I: skipping output/dev as requested"), Is.Null);
        Assert.That(words.Take("I: running --customize-hook directly: /x/customize /x/root"), Is.EqualTo("applying the recipe"));
        Assert.That(words.Take("Get:1 something"), Is.Null);
    }

    [Test]
    public void A_package_that_there_is_none_of_is_told_in_the_words_of_apt()
    {
        var failure = Failure("I: installing", "E: Unable to locate package nosuch", "E: apt-get failed");
        Assert.That((failure.Reason, failure.Subject), Is.EqualTo((FailureReason.ToolFailed, "image")));
        Assert.That(failure.Message, Does.Contain("Unable to locate package nosuch"));
    }

    [TestCase("tar: ./x: Cannot write: No space left on device")]
    [TestCase("E: You don't have enough free space in /var/cache/apt/archives/.")]
    [TestCase("cp: error writing 'x': Disk quota exceeded")]
    public void A_full_disk_is_told_as_one(string line)
    {
        var failure = Failure(line, "E: setup failed");
        Assert.That((failure.Reason, failure.Subject), Is.EqualTo((FailureReason.Exhausted, "/disk")));
    }

    [Test]
    public void Without_a_cause_the_last_words_and_the_exit_code_are_told() =>
        Assert.That(Failure("I: one", "something odd").Message, Does.Contain("exit code 9").And.Contain("something odd"));

    private static ContainmentException Failure(params string[] lines)
    {
        var words = new BootstrapWords();
        foreach (var line in lines) words.Take(line);
        return words.Failure("image", "/disk", 9);
    }
}
