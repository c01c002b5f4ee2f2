using Containment.Images.Recipes;

namespace Containment.Tests.Images.Recipes;

internal sealed class BuildScratchTests
{
    private string _state = "";

    [SetUp]
    public void Make() => _state = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_state, recursive: true);

    [Test]
    public void What_a_killed_build_left_is_removed_and_what_is_in_use_is_not()
    {
        var left = Directory.CreateDirectory(Path.Combine(_state, "builds", "left", "deep")).Parent!.FullName;
        using var used = BuildScratch.Open(_state);
        File.WriteAllText(Path.Combine(used.Path, "x"), "");
        using (var other = BuildScratch.Open(_state)) Assert.That((Directory.Exists(left), File.Exists(Path.Combine(used.Path, "x")), Directory.Exists(other.Path)), Is.EqualTo((false, true, true)));
        Assert.That(Directory.EnumerateDirectories(Path.Combine(_state, "builds")), Is.EqualTo(new[] { used.Path }));
    }
}
