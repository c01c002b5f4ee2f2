namespace Containment.Tests;

internal sealed class HeldDirectoryTests
{
    private string _home = "";

    [SetUp]
    public void Make() => _home = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_home, recursive: true);

    [Test]
    public void What_killed_work_left_is_removed_and_what_is_in_use_is_not()
    {
        var left = Directory.CreateDirectory(Path.Combine(_home, "left", "deep")).Parent!.FullName;
        using var used = HeldDirectory.Make(_home);
        File.WriteAllText(Path.Combine(used.Path, "x"), "");
        using (var other = HeldDirectory.Make(_home)) Assert.That((Directory.Exists(left), File.Exists(Path.Combine(used.Path, "x")), Directory.Exists(other.Path)), Is.EqualTo((false, true, true)));
        Assert.That(Directory.EnumerateDirectories(_home), Is.EqualTo(new[] { used.Path }));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Under_one_name_one_works_at_a_time_and_finds_it_empty(CancellationToken cancellation)
    {
        var first = await HeldDirectory.MakeAsync(_home, "name", TimeProvider.System, cancellation);
        File.WriteAllText(Path.Combine(first.Path, "x"), "");
        var second = HeldDirectory.MakeAsync(_home, "name", TimeProvider.System, cancellation);
        Assert.That(await Task.WhenAny(second, Task.Delay(100, cancellation)), Is.Not.SameAs(second));
        first.Dispose();
        using var mine = await second;
        Assert.That((mine.Path, Directory.EnumerateFileSystemEntries(mine.Path).Count()), Is.EqualTo((Path.Combine(_home, "name"), 0)));
    }
}
