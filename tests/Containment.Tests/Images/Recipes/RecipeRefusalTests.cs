using Containment.Images;
using Containment.Images.Recipes;

namespace Containment.Tests.Images.Recipes;

internal sealed class RecipeRefusalTests
{
    private const string Good = "name: x\nbase: { suite: trixie }\n";

    [TestCase("pakages: [a]", "line 3: pakages", "one of name, base")]
    [TestCase("packages:\n- good\n- Bad", "line 5: packages[1]", "a package's name")]
    [TestCase("packages: [--hook]", "line 3: packages[0]", "a package's name")]
    [TestCase("packages: ['a,b']", "line 3: packages[0]", "a package's name")]
    [TestCase("packages: { a: b }", "line 3: packages", "a list of words")]
    [TestCase("packages: [[a]]", "line 3: packages[0]", "a text")]
    [TestCase("packages:", "line 3: packages", "a value, or no such key")]
    [TestCase("init: upstart", "line 3: init", "none or systemd")]
    [TestCase("documentation: maybe", "line 3: documentation", "true or false")]
    [TestCase("locale: german", "line 3: locale", "de_DE.UTF-8")]
    [TestCase("users:\n- name: Anna", "line 4: users[0].name", "a user's name")]
    [TestCase("users:\n- name: anna\n  uid: many", "line 5: users[0].uid", "1 to 60000")]
    [TestCase("users:\n- name: anna\n  uid: 0", "line 5: users[0].uid", "1 to 60000")]
    [TestCase("users:\n- uid: 7", "line 4: users[0].name", "the user's name")]
    [TestCase("users:\n- name: a\n- name: a", "line 5: users[1]", "no other user")]
    [TestCase("users:\n- name: a\n  ssh-keys: [secret]", "line 5: users[0].ssh-keys[0]", "a public key")]
    [TestCase("files:\n- path: etc/motd\n  content: x", "line 4: files[0].path", "an absolute path")]
    [TestCase("files:\n- path: /a/../b\n  content: x", "line 4: files[0].path", "without ..")]
    [TestCase("files:\n- path: /a", "line 4: files[0]", "exactly one of content, source and link")]
    [TestCase("files:\n- path: /a\n  content: x\n  source: y", "line 4: files[0]", "exactly one of content, source and link")]
    [TestCase("files:\n- path: /a\n  content: x\n  mode: 0888", "line 6: files[0].mode", "an octal number")]
    [TestCase("files:\n- path: /a\n  source: ${NO}/x", "line 5: files[0].source", "a name that is under arguments, not NO")]
    [TestCase("files:\n- path: /a\n  content: x\n  owner: 'x; rm'", "line 6: files[0].owner", "a user, a user:group")]
    [TestCase("services: { on: ['x y'] }", "line 3: services.on[0]", "a systemd unit")]
    [TestCase("services: { start: [x] }", "line 3: services.start", "one of on, off, never")]
    [TestCase("size-limit: huge", "line 3: size-limit", "200M or 1G")]
    [TestCase("size-limit: 99999999999G", "line 3: size-limit", "200M or 1G")]
    [TestCase("size-limit: 0", "line 3: size-limit", "at least 1 byte")]
    [TestCase("timestamp: yesterday", "line 3: timestamp", "2026-01-31")]
    [TestCase("timestamp: 1960-01-01", "line 3: timestamp", "from 1970")]
    [TestCase("environment: { 'A B': c }", "line 3: environment.A B", "a variable's name")]
    [TestCase("stop-signal: SIGNOTHING", "line 3: stop-signal", "SIGTERM")]
    [TestCase("working-directory: srv", "line 3: working-directory", "an absolute path")]
    [TestCase("first-boot: ['']", "line 3: first-boot[0]", "a command of the shell")]
    [TestCase("name: y", "line 3", "only once; it is in line 1 too")]
    [TestCase("packages: &a [x]", "line 3", "the value alone")]
    [TestCase("packages: !!set [x]", "line 3", "the value alone")]
    [TestCase("environment: { A: *a }", "line 3", "alias")]
    [TestCase("packages: [[[[[[[[[[x]]]]]]]]]]", "line 3", "at most 8 levels")]
    [TestCase("packages: [a", "line", "YAML 1.2")]
    [TestCase("---\nname: z", "line 3", "the end")]
    public void What_is_wrong_is_told_with_its_line_and_with_what_would_be_right(string more, string where, string expected)
    {
        var refusal = Assert.Throws<InvalidSpecException>(() => ImageRecipe.Parse(Good + more))!;
        Assert.That(refusal.Message, Does.StartWith("recipe, line").And.Contain(where).And.Contain(expected));
    }

    [TestCase("", "keys and values")]
    [TestCase("- a", "keys and values")]
    [TestCase("just words", "keys and values")]
    [TestCase("name: x", "a mapping with the key suite")]
    [TestCase("base: { suite: trixie }", "a name for the image")]
    [TestCase("name: x\nbase: {}", "the code name of a suite")]
    [TestCase("name: x\nbase: { suite: Trixie! }", "the code name of a suite")]
    [TestCase("name: x\nbase: { suite: trixie, distribution: fedora }", "debian or ubuntu")]
    [TestCase("name: x\nbase: { suite: trixie, variant: huge }", "essential, apt")]
    [TestCase("name: x\nbase: { suite: trixie, mirror: 'ftp://x' }", "an http, https or file URL")]
    [TestCase("name: ../x\nbase: { suite: trixie }", "a letter or digit first")]
    public void A_recipe_without_what_it_needs_is_refused(string text, string expected) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => ImageRecipe.Parse(text))!.Message, Does.StartWith("recipe, line ").And.Contain(expected));

    [Test]
    public void An_argument_that_the_recipe_has_not_is_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => ImageRecipe.Parse(Good, "/", new Dictionary<string, string> { ["X"] = "y" }))!.Message, Does.Contain("nothing under arguments"));

    [Test]
    public void A_file_that_is_missing_or_no_text_is_refused_by_name()
    {
        Assert.That(Assert.Throws<InvalidSpecException>(() => ImageRecipe.Read("/nowhere/r.yaml"))!.Message, Does.Contain("/nowhere/r.yaml").And.Contain("a file that exists"));
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, [0xff, 0xfe, 0x00]);
        Assert.That(Assert.Throws<InvalidSpecException>(() => ImageRecipe.Read(file))!.Message, Does.Contain("UTF-8"));
        File.Delete(file);
    }

    [Test]
    public void Services_without_an_init_are_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => RecipeChecks.Check(ImageRecipe.Parse(Good + "services: { on: ssh }")))!.Expected, Does.Contain("init: systemd"));
}
