using Containment.Images;
using Containment.Images.Recipes;

namespace Containment.Tests.Images.Recipes;

internal sealed class BootstrapPlanTests
{
    private static readonly BuildPlaces Places = new("/s", "/p");

    [Test]
    public void The_smallest_recipe_is_a_suite_without_packages_on_standard_output()
    {
        var arguments = Plan("");
        Assert.That(arguments, Has.Some.EqualTo("--variant=essential").And.Some.EqualTo("--components=main").And.Some.EqualTo("--customize-hook=/s/customize").And.None.StartsWith("--include"));
        Assert.That(arguments.TakeLast(2), Is.EqualTo(new[] { "trixie", "-" }));
    }

    [Test]
    public void A_mirror_comes_last() =>
        Assert.That(BootstrapPlan.Arguments(ImageRecipe.Parse("name: x\nbase: { suite: trixie, mirror: 'deb [check-valid-until=no] http://m/ trixie main' }"), Places)[^1], Is.EqualTo("deb [check-valid-until=no] http://m/ trixie main"));

    [TestCase("init: systemd", "systemd-sysv")]
    [TestCase("users: [{ name: a }]", "passwd")]
    [TestCase("locale: de_DE.UTF-8", "locales")]
    [TestCase("init: systemd\npackages: [nginx, systemd-sysv]", "systemd-sysv,nginx")]
    public void What_other_keys_need_is_installed_once(string more, string packages) => Assert.That(Plan(more), Has.Some.EqualTo($"--include={packages}"));

    [Test]
    public void Documentation_is_left_out_unless_it_is_wanted()
    {
        Assert.That(Plan(""), Has.Some.EqualTo("--dpkgopt=path-exclude=/usr/share/doc/*").And.Some.EqualTo("--dpkgopt=path-include=/usr/share/doc/*/copyright"));
        Assert.That(Plan("documentation: true"), Has.None.Contains("path-exclude"));
    }

    [Test]
    public void Translations_are_kept_for_the_language_of_the_recipe() =>
        Assert.That(Plan("locale: de_AT.UTF-8"), Has.Some.EqualTo("--dpkgopt=path-include=/usr/share/locale/de_AT/*").And.Some.EqualTo("--dpkgopt=path-include=/usr/share/locale/de/*"));

    [Test]
    public void Files_are_put_there_before_packages_only_where_the_recipe_says_so()
    {
        Assert.That(Plan("files: [{ path: /a, content: b, early: true }]"), Has.Some.EqualTo("--essential-hook=/s/essential"));
        Assert.That(Plan("files: [{ path: /a, content: b }]"), Has.None.StartsWith("--essential-hook"));
    }

    [Test]
    public void The_time_is_the_recipes_and_temporary_files_lie_in_the_builds_directory()
    {
        var environment = BootstrapPlan.Environment(ImageRecipe.Parse("name: x\nbase: { suite: trixie }\ntimestamp: 2026-01-01"), Places);
        Assert.That((environment["SOURCE_DATE_EPOCH"], environment["TMPDIR"]), Is.EqualTo(("1767225600", "/s")));
    }

    private static IReadOnlyList<string> Plan(string more) => BootstrapPlan.Arguments(ImageRecipe.Parse("name: x\nbase: { suite: trixie }\n" + more), Places);
}
