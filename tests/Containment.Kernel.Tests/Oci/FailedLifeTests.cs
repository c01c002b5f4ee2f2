using System.Diagnostics;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>What commands of containment-oci leave when they fail half-way, and who may read what they keep.</summary>
[Needs(Need.Root)]
[CancelAfter(120_000)]
internal sealed class FailedLifeTests
{
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    private async Task<string> CreateAsync(Action<JsonObject>? change = null)
    {
        var id = _scene.NewId();
        var created = await _scene.CallAsync("create", "--bundle", _scene.Bundle("sleep 1000", change), id);
        Assert.That(created.Code, Is.Zero, created.Error);
        return id;
    }

    private static bool Runs(int pid) => File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1][0] is not ('Z' or 'X');

    /// <summary>Processes whose first argument is this.</summary>
    private static int[] Named(string name) => [.. Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)).Where(path =>
    {
        try
        {
            return File.ReadAllText($"{path}/cmdline").Split('\0') is [_, var argument, ..] && argument == name;
        }
        catch (IOException)
        {
            return false;
        }
    }).Select(path => int.Parse(Path.GetFileName(path)))];

    [Test]
    public async Task Only_the_owner_reads_what_is_kept_of_a_container()
    {
        var id = await CreateAsync();
        Assert.That(Modes(), Is.EqualTo((UnixFileMode[])[UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite]));
        var updated = await _scene.CallAsync("update", "--pids-limit", "50", id);
        Assert.That(updated.Code, Is.Zero, updated.Error);
        Assert.That(Modes(), Is.EqualTo((UnixFileMode[])[UnixFileMode.UserRead | UnixFileMode.UserWrite, UnixFileMode.UserRead | UnixFileMode.UserWrite]));

        IEnumerable<UnixFileMode> Modes() => Directory.GetFiles($"{_scene.State}/{id}", "*.json").Order().Select(File.GetUnixFileMode);
    }

    [Test]
    public async Task Start_that_finds_nobody_waiting_ends_the_process()
    {
        var id = await CreateAsync();
        var pid = await _scene.PidAsync(id);
        File.Delete($"{_scene.State}/{id}/start.sock");
        File.WriteAllText($"{_scene.State}/{id}/start.sock", "");
        Assert.That((await _scene.CallAsync("start", id)).Error, Does.Contain("nobody waits"));
        Assert.That((await _scene.StatusAsync(id), Runs(pid)), Is.EqualTo(("stopped", false)));
        Assert.That((await _scene.CallAsync("delete", id)).Code, Is.Zero);
    }

    [TestCase("{")]
    [TestCase("{\"ociVersion\":\"1.0.2\",\"process\":{\"cwd\":\"here\"}}")]
    public async Task Start_of_a_container_whose_config_is_damaged_ends_the_process(string config)
    {
        var id = await CreateAsync();
        var pid = await _scene.PidAsync(id);
        File.WriteAllText($"{_scene.State}/{id}/config.json", config);
        Assert.That((await _scene.CallAsync("start", id)).Error, Does.Contain("config.json is damaged"));
        Assert.That((await _scene.StatusAsync(id), Runs(pid)), Is.EqualTo(("stopped", false)));
    }

    [Test]
    public async Task A_hook_that_is_missing_ends_the_process()
    {
        var id = await CreateAsync(config => config["hooks"] = new JsonObject { ["startContainer"] = new JsonArray(new JsonObject { ["path"] = "/bin/missing" }) });
        var pid = await _scene.PidAsync(id);
        Assert.That((await _scene.CallAsync("start", id)).Error, Does.Contain("/bin/missing"));
        Assert.That((await _scene.StatusAsync(id), Runs(pid)), Is.EqualTo(("stopped", false)));
    }

    [TestCase("create")]
    [TestCase("run")]
    public async Task A_pid_file_that_can_not_be_written_leaves_nothing(string command)
    {
        var name = $"{Random.Shared.Next(100_000, 999_999)}";
        var (code, _, error) = await _scene.CallAsync([command, .. command == "run" ? (string[])["-d"] : [], "--pid-file", "/proc/none/pid", "--bundle", _scene.Bundle($"exec sleep {name}"), _scene.NewId()]);
        Assert.That((code, error.Contains("/proc/none")), Is.EqualTo((1, true)), error);
        Assert.That(Directory.EnumerateFileSystemEntries(_scene.State), Is.Empty);
        Assert.That(Named(name), Is.Empty);
    }

    [Test]
    public async Task Exec_that_can_not_write_its_pid_file_leaves_no_process()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var name = $"{Random.Shared.Next(100_000, 999_999)}";
        var (code, _, error) = await _scene.CallAsync("exec", "-d", "--pid-file", "/proc/none/pid", id, "sleep", name);
        Assert.That((code, error.Contains("/proc/none")), Is.EqualTo((255, true)), error);
        for (var wait = Stopwatch.StartNew(); Named(name).Length > 0 && wait.Elapsed < TimeSpan.FromSeconds(3);) await Task.Delay(10);
        Assert.That(Named(name), Is.Empty);
    }

    [Test]
    public async Task A_record_of_cgroups_that_is_damaged_is_told_and_hinders_neither_kill_nor_a_forced_delete()
    {
        var id = await _scene.RunAsync("trap 'exit 0' TERM; while :; do sleep 0.05; done");
        var (pid, path) = (await _scene.PidAsync(id), $"{_scene.State}/{id}/state.json");
        var state = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        state["cgroup"] = "nonsense";
        File.WriteAllText(path, state.ToJsonString());
        foreach (var call in (string[][])[["pause", id], ["ps", id], ["kill", "--all", id], ["update", "--pids-limit", "9", id], ["exec", id, "true"], ["events", "--stats", id]])
        {
            var (code, output, error) = await _scene.CallAsync(call);
            Assert.That((code, output), Is.EqualTo((call[0] == "exec" ? 255 : 1, "")), call[0]);
            Assert.That(error, Does.Contain("cgroup").And.Not.Contain("   at "), call[0]);
        }
        Assert.That(Runs(pid), Is.True);
        Assert.That((await _scene.CallAsync("kill", id, "TERM")).Code, Is.Zero);
        for (var wait = Stopwatch.StartNew(); Runs(pid) && wait.Elapsed < TimeSpan.FromSeconds(10);) await Task.Delay(10);
        Assert.That(Runs(pid), Is.False);
    }

    [Test]
    public async Task What_runs_with_a_damaged_record_of_cgroups_is_deleted_with_its_cgroups()
    {
        var id = await _scene.RunAsync("sleep 1000 & exec sleep 1000");
        var (pid, path) = (await _scene.PidAsync(id), $"{_scene.State}/{id}/state.json");
        var state = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var cgroups = Containment.Resources.OciCgroup.Open((string)state["cgroup"]!);
        state["cgroup"] = "nonsense";
        File.WriteAllText(path, state.ToJsonString());
        var (code, _, error) = await _scene.CallAsync("delete", "--force", id);
        Assert.That(code, Is.Zero, error);
        Assert.That((Runs(pid), cgroups.Exists), Is.EqualTo((false, false)));
        Assert.That(Directory.EnumerateFileSystemEntries(_scene.State), Is.Empty);
    }
}
