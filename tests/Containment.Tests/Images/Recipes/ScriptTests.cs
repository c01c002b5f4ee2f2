using Containment.Images;
using Containment.Images.Recipes;

namespace Containment.Tests.Images.Recipes;

internal sealed class ScriptTests
{
    [TestCase("plain"), TestCase("two words"), TestCase("it's"), TestCase("$(id) `id` \"x\" \\ ; & | > * ?"), TestCase("line\nbreak"), TestCase("-n"), TestCase("")]
    public async Task A_word_means_itself_to_the_shell(string word) => Assert.That((await Shell.RunAsync($"printf %s {ShellWord.Of(word)}")).Output, Is.EqualTo(word));

    [Test]
    public async Task Every_script_of_a_recipe_with_everything_in_it_is_one()
    {
        var (recipe, places) = (Recipe("""
            init: systemd
            packages: [openssh-server]
            locale: de_DE.UTF-8
            users: [{ name: a, groups: [sudo], ssh-keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8 it's a"] }]
            files: [{ path: "/etc/it's here", content: x, mode: 4755, owner: "a:a", early: true }, { path: /l, link: "to it's" }]
            services: { on: [ssh], off: [x.timer], never: [y] }
            first-boot: ["echo 'x'"]
            """), new BuildPlaces("/s", "/p q"));
        string[] scripts = [ApplyScript.Write(recipe), ApplyScript.WriteEarly(recipe), HookScripts.Setup(places), HookScripts.Essential(places), HookScripts.Customize(places), FirstBootFiles.WriteScript(recipe)];
        foreach (var script in scripts) Assert.That(await Shell.CheckAsync(script), Is.EqualTo((0, "")), script);
    }

    [Test]
    public void Users_are_made_before_the_files_that_they_own_and_services_come_after_both()
    {
        var script = ApplyScript.Write(Recipe("init: systemd\nusers: [{ name: anna, uid: 1500 }]\nfiles: [{ path: /srv/x, content: y, owner: anna }]\nservices: { on: [ssh] }"));
        int[] places = [script.IndexOf("'useradd'", StringComparison.Ordinal), script.IndexOf("chown -hR 'anna' '/srv/x'", StringComparison.Ordinal), script.IndexOf("systemctl --quiet enable -- 'ssh'", StringComparison.Ordinal)];
        Assert.That(places, Is.Ordered.And.All.GreaterThan(0));
    }

    [Test]
    public void Only_early_files_are_in_the_early_script_and_under_their_own_numbers() =>
        Assert.That(ApplyScript.WriteEarly(Recipe("files: [{ path: /a, content: x }, { path: /b, content: x, early: true, owner: 5 }]")), Does.Contain("/files/1 '/b'").And.Not.Contain("'/a'").And.Not.Contain("chown"));

    [Test]
    public void The_default_language_needs_nothing_made() => Assert.That(ApplyScript.Write(Recipe("")), Does.Not.Contain("localedef").And.Contain("'C.UTF-8' > /etc/locale.conf"));

    private static ImageRecipe Recipe(string more) => ImageRecipe.Parse("name: x\nbase: { suite: trixie }\n" + more);
}
