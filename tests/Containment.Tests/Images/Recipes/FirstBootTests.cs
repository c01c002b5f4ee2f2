using Containment.Images;
using Containment.Images.Recipes;

namespace Containment.Tests.Images.Recipes;

internal sealed class FirstBootTests
{
    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Its_commands_run_once_and_the_program_each_time()
    {
        var script = Script($"echo x >> {_directory}/said");
        for (var start = 0; start < 3; start++) Assert.That(await Shell.RunAsync(script, "echo", "the program"), Is.EqualTo((0, "the program\n")));
        Assert.That(File.ReadAllText($"{_directory}/said"), Is.EqualTo("x\n"));
    }

    [Test]
    public async Task A_command_that_fails_keeps_the_program_from_starting_and_is_tried_again()
    {
        var script = Script($"echo x >> {_directory}/said", $"test -e {_directory}/ready");
        Assert.That(await Shell.RunAsync(script, "echo", "started"), Is.EqualTo((1, "")));
        File.WriteAllText($"{_directory}/ready", "");
        Assert.That(await Shell.RunAsync(script, "echo", "started"), Is.EqualTo((0, "started\n")));
        Assert.That(File.ReadAllText($"{_directory}/said"), Is.EqualTo("x\nx\n"));
    }

    [Test]
    public void A_server_of_ssh_makes_its_keys_first() =>
        Assert.That(FirstBootFiles.Commands(Recipe("packages: [openssh-server]\nfirst-boot: [echo x]")), Is.EqualTo(new[] { "ssh-keygen -A", "echo x" }));

    [Test]
    public void Without_commands_there_is_no_script_in_the_image_and_none_in_its_entry_point()
    {
        Assert.That(FirstBootFiles.Install(Recipe("")), Is.Empty);
        Assert.That(RecipeProgram.Of(Recipe("entrypoint: [a, b]")).Entrypoint, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Without_an_init_it_is_the_entry_point_and_its_user_may_say_that_it_is_done()
    {
        var recipe = Recipe("first-boot: [echo x]\nentrypoint: [a]\nuser: redis");
        Assert.That(RecipeProgram.Of(recipe).Entrypoint, Is.EqualTo(new[] { FirstBootFiles.Script, "a" }));
        Assert.That(FirstBootFiles.Install(recipe), Does.Contain("chown 'redis' /var/lib/containment").And.Not.Contain("systemctl"));
    }

    [Test]
    public void With_an_init_it_is_a_unit_before_all_services()
    {
        var recipe = Recipe("first-boot: [echo x]\ninit: systemd");
        Assert.That(RecipeProgram.Of(recipe).Entrypoint, Is.EqualTo(new[] { "/sbin/init" }));
        Assert.That((RecipeProgram.Of(recipe).StopSignal, RecipeProgram.Of(recipe).Cmd.Count), Is.EqualTo(("SIGRTMIN+3", 0)));
        Assert.That(FirstBootFiles.Install(recipe), Does.Contain("systemctl --quiet enable containment-first-boot.service"));
        Assert.That(FirstBootFiles.WriteUnit(), Does.Contain("Before=basic.target").And.Contain("ConditionPathExists=!/var/lib/containment/first-boot.done"));
    }

    [Test]
    public void An_image_without_a_program_has_a_shell_its_path_and_its_language()
    {
        var config = RecipeProgram.Of(Recipe("environment: { B: '2', A: '1' }"));
        Assert.That(config.Cmd, Is.EqualTo(new[] { "/bin/sh" }));
        Assert.That(config.Env, Is.EqualTo(new[] { "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "A=1", "B=2" }));
    }

    private string Script(params string[] commands) =>
        FirstBootFiles.WriteScript(Recipe("") with { FirstBoot = commands }).Replace(FirstBootFiles.Done, $"{_directory}/done", StringComparison.Ordinal);

    private static ImageRecipe Recipe(string more) => ImageRecipe.Parse("name: x\nbase: { suite: trixie }\n" + more);
}
