using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>run, spec, features and --version of containment-oci.</summary>
[Needs(Need.Root, Need.Busybox, Need.Oci)]
[CancelAfter(120_000)]
internal sealed class RunTests
{
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    [TestCase("exit 7", 7)]
    [TestCase("kill -9 $$; sleep 5", 137)]
    public async Task Its_exit_code_is_that_of_the_process(string script, int expected)
    {
        // A first process of a pid namespace can't kill itself.
        var run = await _scene.CallAsync("run", "--bundle", _scene.Bundle(script, config => config["linux"]!["namespaces"] = new JsonArray(new JsonObject { ["type"] = "mount" })), _scene.NewId());
        Assert.That(run.Code, Is.EqualTo(expected), run.Error);
        Assert.That(Directory.EnumerateFileSystemEntries(_scene.State), Is.Empty);
    }

    [Test]
    public async Task Its_streams_are_the_callers()
    {
        var run = await _scene.FeedAsync("word\n", "run", "--bundle", _scene.Bundle("read line; echo got $line; echo bad >&2"), _scene.NewId());
        Assert.That((run.Output, run.Error), Is.EqualTo(("got word\n", "bad\n")));
    }

    [Test]
    public async Task Keep_keeps_it()
    {
        var id = _scene.NewId();
        await _scene.CallAsync("run", "--keep", "--bundle", _scene.Bundle("true"), id);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("stopped"));
    }

    [Test]
    public async Task A_signal_is_passed_on()
    {
        var bundle = _scene.Bundle("trap 'exit 5' USR1; echo ready; while :; do sleep 0.1; done");
        using var run = Process.Start(new ProcessStartInfo(Programs.Oci, ["--root", _scene.State, "run", "--bundle", bundle, _scene.NewId()]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.That(await run.StandardOutput.ReadLineAsync(), Is.EqualTo("ready"));
        using (var kill = Process.Start("kill", ["-USR1", $"{run.Id}"])) await kill!.WaitForExitAsync();
        await run.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(run.ExitCode, Is.EqualTo(5));
    }

    [Test]
    public async Task A_terminal_is_connected_with_the_callers()
    {
        var bundle = _scene.Bundle("tty; stty size; read line; echo got $line; exit 6", config => config["process"]!["terminal"] = true);
        using var run = Process.Start(new ProcessStartInfo("script", ["-qec", $"stty rows 33 cols 77; exec {Programs.Oci} --root {_scene.State} run --bundle {bundle} {_scene.NewId()}", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        await run.StandardInput.WriteAsync("word\r");
        await run.StandardInput.FlushAsync();
        var output = await run.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await run.WaitForExitAsync();
        Assert.That(output, Does.Contain("/dev/pts/0").And.Contain("33 77").And.Contain("got word"));
        Assert.That(run.ExitCode, Is.EqualTo(6));
    }

    [Test]
    public async Task The_specification_it_writes_runs()
    {
        var bundle = _scene.Bundle("true");
        File.Delete($"{bundle}/config.json");
        Assert.That((await _scene.CallAsync("spec", "--bundle", bundle)).Code, Is.Zero);
        Assert.That((await _scene.CallAsync("spec", "--bundle", bundle)).Error, Does.Contain("config.json exists"));
        var config = JsonNode.Parse(File.ReadAllText($"{bundle}/config.json"))!;
        (config["process"]!["terminal"], config["process"]!["args"]) = (false, new JsonArray("echo", "hello"));
        File.WriteAllText($"{bundle}/config.json", config.ToJsonString());
        var run = await _scene.CallAsync("run", "--bundle", bundle, _scene.NewId());
        Assert.That((run.Output, run.Error), Is.EqualTo(("hello\n", "")));
    }

    [Test]
    public async Task What_it_can_do_is_told_as_the_specification_has_it()
    {
        var features = JsonElement.Parse((await _scene.CallAsync("features")).Output);
        Assert.That(features.GetProperty("ociVersionMin").GetString(), Is.EqualTo("1.0.0"));
        Assert.That(features.GetProperty("ociVersionMax").GetString(), Is.EqualTo("1.2.0"));
        Assert.That(features.GetProperty("mountOptions").EnumerateArray().Select(option => option.GetString()), Does.Contain("rro").And.Contain("ridmap").And.Contain("tmpcopyup"));
        Assert.That(features.GetProperty("linux").GetProperty("mountExtensions").GetProperty("idmap").GetProperty("enabled").GetBoolean(), Is.True);
        Assert.That((await _scene.CallAsync("--version")).Output, Does.Match(@"\Acontainment-oci version [0-9.]+\nspec: 1\.2\.0\n"));
    }

    [Test]
    public async Task A_creation_that_is_killed_in_its_middle_is_deleted_by_force([Values(0, 2, 4, 6, 8, 10, 12, 14, 16, 40, 300)] int milliseconds)
    {
        var id = _scene.NewId();
        using (var create = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec {Programs.Oci} --root {_scene.State} create --bundle {_scene.Bundle("sleep 1000")} {id} >/dev/null 2>&1 </dev/null"]))!)
        {
            await Task.Delay(milliseconds);
            create.Kill();
            await create.WaitForExitAsync();
        }
        var (code, _, error) = await _scene.CallAsync("delete", "--force", id);
        Assert.That(code, Is.Zero, error);
        Assert.That(Directory.Exists(_scene.State) ? Directory.EnumerateFileSystemEntries(_scene.State) : [], Is.Empty);
        foreach (var cgroup in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(mount => $"{mount}/{_scene.Name}").Where(Directory.Exists))
            Assert.That(Directory.EnumerateDirectories(cgroup), Is.Empty, cgroup);
        // What was killed may take a moment to be gone.
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(5) && Of(_scene).Any(); await Task.Delay(20)) ;
        Assert.That(Of(_scene), Is.Empty, "processes, or mounts that the tests see");
    }

    /// <summary>Processes that are in a cgroup of the scene, see a mount of it, work in it, have a file of it open or are told of it by their arguments.</summary>
    private static IEnumerable<string> Of(RuntimeScene scene)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[6])))
        {
            List<string> signs = [];
            try
            {
                foreach (var file in (string[])["cgroup", "mountinfo", "cmdline"])
                    if (File.ReadAllText($"{process}/{file}").Contains(scene.Name, StringComparison.Ordinal)) signs.Add(file);
                foreach (var link in Directory.EnumerateFileSystemEntries($"{process}/fd").Append($"{process}/cwd").Append($"{process}/root"))
                    if (new FileInfo(link).LinkTarget?.Contains(scene.Name, StringComparison.Ordinal) is true) signs.Add(link);
            }
            catch (Exception over) when (over is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
            if (signs.Count > 0) yield return $"{process}: {string.Join(' ', signs)}";
        }
    }
}
