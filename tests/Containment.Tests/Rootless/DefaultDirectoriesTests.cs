namespace Containment.Tests.Rootless;

internal sealed class DefaultDirectoriesTests
{
    private static Func<string, string?> With(params (string Name, string Value)[] variables) => name => variables.Where(one => one.Name == name).Select(one => one.Value).FirstOrDefault();

    [Test]
    public void Root_has_the_places_of_the_system_whatever_the_variables_say() =>
        Assert.That((DefaultDirectories.StateOf(0, With(("XDG_DATA_HOME", "/x"))), DefaultDirectories.RuntimeOf(0, With())), Is.EqualTo(("/var/lib/containment", "/run/containment")));

    [Test]
    public void A_user_has_his_own()
    {
        Assert.That(DefaultDirectories.StateOf(7, With(("XDG_DATA_HOME", "/data/"), ("HOME", "/home/ann"))), Is.EqualTo("/data/containment"));
        Assert.That(DefaultDirectories.StateOf(7, With(("XDG_DATA_HOME", "not/absolute"), ("HOME", "/home/ann"))), Is.EqualTo("/home/ann/.local/share/containment"));
        Assert.That(DefaultDirectories.RuntimeOf(7, With(("XDG_RUNTIME_DIR", "/run/user/7"))), Is.EqualTo("/run/user/7/containment"));
    }

    [Test]
    public void What_is_missing_is_named()
    {
        Assert.That(Assert.Throws<InvalidSpecException>(() => DefaultDirectories.RuntimeOf(7, With()))!.Message, Does.Contain("XDG_RUNTIME_DIR").And.Contain("/run/user/7"));
        Assert.That(Assert.Throws<InvalidSpecException>(() => DefaultDirectories.StateOf(7, With()))!.Message, Does.Contain("HOME"));
    }

    [Test]
    public void Directories_that_are_given_need_no_variables() =>
        Assert.That(new ContainerHostOptions { StateDirectory = "/a", RuntimeDirectory = "/b" }, Has.Property("StateDirectory").EqualTo("/a").And.Property("RuntimeDirectory").EqualTo("/b"));
}
