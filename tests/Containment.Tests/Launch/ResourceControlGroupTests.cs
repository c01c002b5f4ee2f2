using Containment.Bundles;
using Containment.Launch;

namespace Containment.Tests.Launch;

internal sealed class ResourceControlGroupTests
{
    // A directory stands for the file system, which wants a CPU of its own kind.
    private string _top = null!;

    [SetUp]
    public void Make() => _top = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_top, recursive: true);

    [TestCase("info")]
    [TestCase("mon_data")]
    [TestCase("web")]
    public void What_a_container_did_not_make_stays_though_it_has_its_name(string id)
    {
        Directory.CreateDirectory($"{_top}/{id}");
        Directory.CreateDirectory($"{_top}/mon_groups/{id}");
        ResourceControlGroup.Remove(id, [], new() { ResourceControl = _top });
        Assert.That(Directory.Exists($"{_top}/{id}") && Directory.Exists($"{_top}/mon_groups/{id}"), Is.True);
    }

    [Test]
    public void What_it_made_is_removed()
    {
        string[] made = [$"{_top}/web/mon_groups/web", $"{_top}/other/mon_groups/web", $"{_top}/gone/web"];
        foreach (var group in made[..2]) Directory.CreateDirectory(group);
        ResourceControlGroup.Remove("web", made, new() { ResourceControl = _top });
        Assert.That(made.Any(Directory.Exists), Is.False);
        Assert.That(Directory.Exists($"{_top}/other/mon_groups"), Is.True);
    }

    [TestCase("/other")]
    [TestCase("/other/../web")]
    [TestCase("/../outside/web")]
    public void A_note_that_names_something_else_removes_nothing(string path)
    {
        var top = Directory.CreateDirectory($"{_top}/resctrl").FullName;
        foreach (var directory in (string[])[$"{top}/other", $"{top}/web", $"{_top}/outside/web"]) Directory.CreateDirectory(directory);
        ResourceControlGroup.Remove("web", [top + path], new() { ResourceControl = top });
        Assert.That(Directory.Exists($"{top}/other") && Directory.Exists($"{top}/web") && Directory.Exists($"{_top}/outside/web"), Is.True);
    }
}
