using Containment.Images;

namespace Containment.Tests.Images.Recipes;

internal sealed class RecipeReadingTests
{
    private const string Whole = """
        name: web
        base:
          distribution: debian
          suite: trixie
          mirror: https://mirror.example/debian
          components: [main, contrib]
          variant: apt
        init: systemd
        packages:
          - nginx
          - redis-server=5:8.0.2-3
        documentation: yes
        locale: de_DE.UTF-8
        users:
          - name: anna
            uid: 1500
            groups: [sudo, www-data]
            shell: /bin/bash
            home: /srv/anna
            system: true
            ssh-keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8 anna"]
        ssh-keys: ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=
        files:
          - path: /etc/motd
            content: |
              Hello.
            mode: 0600
            owner: anna:sudo
            early: true
          - { path: /srv/app, source: "${WHERE}/app" }
          - { path: /usr/bin/app, link: ../../srv/app/app }
        services: { on: [nginx], off: redis-server, never: [apt-daily.timer] }
        first-boot: [echo one, "echo 'two'"]
        size-limit: 300M
        timestamp: 2026-01-31T12:00:00Z
        entrypoint: [nginx]
        command: [-g, "daemon off;"]
        environment: { A: "1", B: two words }
        user: anna
        working-directory: /srv
        stop-signal: SIGQUIT
        arguments: { WHERE: parts }
        """;

    [Test]
    public void Every_key_has_its_place()
    {
        var recipe = ImageRecipe.Parse(Whole, "/home/recipes");
        Assert.Multiple(() =>
        {
            Assert.That((recipe.Name, recipe.Init, recipe.Documentation, recipe.Locale, recipe.SizeLimit), Is.EqualTo(("web", RecipeInit.Systemd, true, "de_DE.UTF-8", 300L << 20)));
            Assert.That((recipe.Base.Suite, recipe.Base.Mirror, recipe.Base.Variant, string.Join(' ', recipe.Base.Components)), Is.EqualTo(("trixie", "https://mirror.example/debian", "apt", "main contrib")));
            Assert.That(recipe.Packages, Is.EqualTo(new[] { "nginx", "redis-server=5:8.0.2-3" }));
            Assert.That(recipe.Users.Single() is { Name: "anna", Uid: 1500, Shell: "/bin/bash", Home: "/srv/anna", System: true, Groups: ["sudo", "www-data"], SshKeys.Count: 1 });
            Assert.That(recipe.SshKeys.Single(), Does.StartWith("ecdsa-"));
            Assert.That(recipe.Files[0], Is.EqualTo(new RecipeFile("/etc/motd") { Content = "Hello.\n", Mode = 0x180, Owner = "anna:sudo", Early = true }));
            Assert.That((recipe.Files[1].Source, recipe.Files[2].Link), Is.EqualTo(("/home/recipes/parts/app", "../../srv/app/app")));
            Assert.That((recipe.Services.On.Single(), recipe.Services.Off.Single(), recipe.Services.Never.Single()), Is.EqualTo(("nginx", "redis-server", "apt-daily.timer")));
            Assert.That(recipe.FirstBoot, Is.EqualTo(new[] { "echo one", "echo 'two'" }));
            Assert.That(recipe.Timestamp, Is.EqualTo(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)));
            Assert.That((string.Join('|', recipe.Entrypoint.Concat(recipe.Command)), recipe.User, recipe.WorkingDirectory, $"{recipe.StopSignal}"), Is.EqualTo(("nginx|-g|daemon off;", "anna", "/srv", "SIGQUIT")));
            Assert.That(recipe.Environment["B"], Is.EqualTo("two words"));
        });
    }

    [Test]
    public void Name_and_suite_are_enough()
    {
        var recipe = ImageRecipe.Parse("name: small\nbase: { suite: trixie }");
        Assert.That((recipe.Base.Distribution, recipe.Base.Variant, recipe.Init, recipe.Locale, recipe.Packages.Count, recipe.SizeLimit), Is.EqualTo(("debian", "essential", RecipeInit.None, "C.UTF-8", 0, (long?)null)));
    }

    [Test]
    public void An_argument_that_is_given_goes_before_the_recipes_own()
    {
        var recipe = ImageRecipe.Parse(Whole, "/home/recipes", new Dictionary<string, string> { ["WHERE"] = "/elsewhere" });
        Assert.That(recipe.Files[1].Source, Is.EqualTo("/elsewhere/app"));
    }

    [Test]
    public void Sources_are_found_from_where_the_recipe_is()
    {
        var directory = Directory.CreateTempSubdirectory("ct").FullName;
        File.WriteAllText(Path.Combine(directory, "r.yaml"), "name: x\nbase: { suite: trixie }\nfiles: [{ path: /a, source: b/c }]");
        Assert.That(ImageRecipe.Read(Path.Combine(directory, "r.yaml")).Files[0].Source, Is.EqualTo($"{directory}/b/c"));
        Directory.Delete(directory, recursive: true);
    }

    [TestCase("debian-minimal"), TestCase("debian-systemd"), TestCase("redis"), TestCase("postgres"), TestCase("nginx"), TestCase("dotnet-runtime")]
    public void Every_recipe_that_comes_with_the_project_can_be_read(string name) =>
        Assert.That(ImageRecipe.Read(Path.Combine(Architecture.SourceTree.Root, "samples/recipes", $"{name}.yaml")).Name, Is.EqualTo(name));
}
