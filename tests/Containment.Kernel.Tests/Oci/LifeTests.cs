using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>create, start, state, kill, delete and list of containment-oci, as it is shipped.</summary>
[Needs(Need.Root, Need.Busybox, Need.Oci)]
[CancelAfter(120_000)]
internal sealed class LifeTests
{
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    private async Task<string> CreateAsync(string script, Action<JsonObject>? change = null, params string[] flags)
    {
        var id = _scene.NewId();
        var created = await _scene.CallAsync(["create", "--bundle", _scene.Bundle(script, change), .. flags, id]);
        Assert.That(created.Code, Is.Zero, created.Error);
        return id;
    }

    private async Task UntilAsync(string id, string status)
    {
        for (var wait = Stopwatch.StartNew(); await _scene.StatusAsync(id) != status;)
        {
            Assert.That(wait.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
            await Task.Delay(10);
        }
    }

    private async Task RefusedAsync(string message, params string[] arguments)
    {
        var (code, _, error) = await _scene.CallAsync(arguments);
        Assert.That((code, error.Contains(message)), Is.EqualTo((1, true)), error);
    }

    [Test]
    public async Task It_goes_from_created_to_running_to_stopped_to_nothing()
    {
        var id = await CreateAsync("echo began; sleep 1000", config => config["annotations"] = new JsonObject { ["colour"] = "blue" });
        var state = await _scene.StateAsync(id);
        Assert.That(state.GetProperty("status").GetString(), Is.EqualTo("created"));
        Assert.That(state.GetProperty("id").GetString(), Is.EqualTo(id));
        Assert.That(state.GetProperty("ociVersion").GetString(), Is.EqualTo("1.2.0"));
        Assert.That(state.GetProperty("bundle").GetString(), Does.StartWith(_scene.Top));
        Assert.That(state.GetProperty("annotations").GetProperty("colour").GetString(), Is.EqualTo("blue"));
        Assert.That(Directory.Exists($"/proc/{state.GetProperty("pid").GetInt32()}"), Is.True);
        var answer = Directory.GetFiles(_scene.Top, "answer1.out").Single();
        Assert.That(File.ReadAllText(answer), Is.Empty);

        Assert.That((await _scene.CallAsync("start", id)).Code, Is.Zero);
        await UntilAsync(id, "running");
        await RefusedAsync("cannot start an already running container", "start", id);
        await RefusedAsync($"cannot delete container {id} that is not stopped: running", "delete", id);
        Assert.That((await _scene.CallAsync("kill", id, "KILL")).Code, Is.Zero);
        await UntilAsync(id, "stopped");
        Assert.That(File.ReadAllText(answer), Is.EqualTo("began\n"));
        Assert.That(await _scene.PidAsync(id), Is.Zero);
        await RefusedAsync("cannot start a container that has stopped", "start", id);
        await RefusedAsync("container not running", "kill", id);
        Assert.That((await _scene.CallAsync("delete", id)).Code, Is.Zero);
        await RefusedAsync("container does not exist", "state", id);
        Assert.That(Directory.EnumerateFileSystemEntries(_scene.State), Is.Empty);
    }

    [Test]
    public async Task An_id_is_given_once()
    {
        var id = await CreateAsync("sleep 1000");
        await RefusedAsync("container with given ID already exists", "create", "--bundle", _scene.Bundle("true"), id);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("created"));
    }

    [TestCase("missing", "exec: \"missing\": executable file not found in $PATH")]
    [TestCase("/bin/missing", "exec: \"/bin/missing\": stat /bin/missing: no such file or directory")]
    [TestCase("/etc/passwd", "exec: \"/etc/passwd\": permission denied")]
    public async Task A_program_that_can_not_be_executed_is_told_in_the_words_that_podman_looks_for_and_nothing_is_left(string program, string message)
    {
        foreach (var command in (string[])["create", "run"])
        {
            var bundle = _scene.Bundle("", config => config["process"]!["args"] = new JsonArray(program));
            File.WriteAllText($"{bundle}/rootfs/etc/passwd", "root");
            await RefusedAsync(message, command, "--bundle", bundle, _scene.NewId());
            Assert.That(Directory.EnumerateFileSystemEntries(_scene.State), Is.Empty);
        }
    }

    [Test]
    public async Task An_error_goes_to_the_log_as_a_line_of_json()
    {
        var log = $"{_scene.Top}/log";
        await _scene.CallAsync("--log", log, "--log-format", "json", "start", "nobody");
        var line = JsonElement.Parse(File.ReadAllText(log).TrimEnd());
        Assert.That(line.GetProperty("level").GetString(), Is.EqualTo("error"));
        Assert.That(line.GetProperty("msg").GetString(), Is.EqualTo("container does not exist"));
        Assert.That(DateTimeOffset.Parse(line.GetProperty("time").GetString()!), Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
    }

    [TestCase("15")]
    [TestCase("TERM")]
    [TestCase("SIGTERM")]
    public async Task A_signal_has_a_name_or_a_number(string signal)
    {
        var id = await CreateAsync("trap 'echo heard; exit' TERM; echo ready; while :; do sleep 0.1; done");
        await _scene.CallAsync("start", id);
        var answer = $"{_scene.Top}/answer1.out";
        for (var wait = Stopwatch.StartNew(); !File.ReadAllText(answer).Contains("ready") && wait.Elapsed < TimeSpan.FromSeconds(10);) await Task.Delay(10);
        Assert.That((await _scene.CallAsync("kill", id, signal)).Code, Is.Zero);
        await UntilAsync(id, "stopped");
        Assert.That(File.ReadAllText(answer), Is.EqualTo("ready\nheard\n"));
    }

    [Test]
    public async Task Kill_all_reaches_every_process()
    {
        var id = await _scene.RunAsync("trap '' TERM; (trap 'echo child; exit' TERM; echo ready; while :; do sleep 0.1; done) & wait; sleep 1000");
        await _scene.OutputAsync("ready");
        var path = Directory.GetFiles(_scene.Top, "answer1.out").Single();
        Assert.That((await _scene.CallAsync("kill", "--all", id, "TERM")).Code, Is.Zero);
        for (var wait = Stopwatch.StartNew(); !File.ReadAllText(path).Contains("child") && wait.Elapsed < TimeSpan.FromSeconds(10);) await Task.Delay(10);
        Assert.That(File.ReadAllText(path), Does.Contain("child"));
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("running"));
    }

    [Test]
    public async Task A_frozen_one_is_killed_at_once()
    {
        var id = await _scene.RunAsync("sleep 1000");
        await _scene.CallAsync("pause", id);
        Assert.That((await _scene.CallAsync("kill", id, "KILL")).Code, Is.Zero);
        await UntilAsync(id, "stopped");
    }

    [TestCase("created")]
    [TestCase("running")]
    [TestCase("paused")]
    public async Task Force_deletes_what_still_lives(string status)
    {
        var id = status == "created" ? await CreateAsync("sleep 1000") : await _scene.RunAsync("sleep 1000");
        if (status == "paused") await _scene.CallAsync("pause", id);
        var pid = await _scene.PidAsync(id);
        var (code, _, error) = await _scene.CallAsync("delete", "--force", id);
        Assert.That(code, Is.Zero, error);
        Assert.That(Directory.EnumerateFileSystemEntries(_scene.State), Is.Empty);
        Assert.That(File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Split(' ')[2] != "Z", Is.False);
        Assert.That((await _scene.CallAsync("delete", "--force", id)).Code, Is.Zero);
    }

    [Test]
    public async Task Force_deletes_what_is_damaged()
    {
        var id = await _scene.RunAsync("true");
        File.WriteAllText($"{_scene.State}/{id}/state.json", "{");
        await RefusedAsync("is damaged", "state", id);
        await RefusedAsync("is damaged", "delete", id);
        Assert.That((await _scene.CallAsync("delete", "--force", id)).Code, Is.Zero);
    }

    [Test]
    public async Task All_are_listed()
    {
        var (one, two) = (await CreateAsync("sleep 1000"), await _scene.RunAsync("sleep 1000"));
        Assert.That((await _scene.CallAsync("list", "-q")).Output, Is.EqualTo($"{one}\n{two}\n"));
        var json = JsonElement.Parse((await _scene.CallAsync("list", "--format", "json")).Output);
        Assert.That(json.EnumerateArray().Select(each => $"{each.GetProperty("id")} {each.GetProperty("status")} {each.GetProperty("owner")}"), Is.EqualTo((string[])[$"{one} created root", $"{two} running root"]));
        Assert.That((await _scene.CallAsync("list")).Output, Does.StartWith("ID ").And.Contain($"{two} "));
    }

    [Test]
    public async Task The_pid_file_names_its_process_and_preserved_descriptors_are_its()
    {
        var id = _scene.NewId();
        var (bundle, pids, three) = (_scene.Bundle("echo through 3 >&3; sleep 1000"), $"{_scene.Top}/pid", $"{_scene.Top}/three");
        using (var shell = Process.Start("sh", ["-c", $"exec {Fixtures.Programs.Oci} --root {_scene.State} run -d --preserve-fds 1 --pid-file {pids} --bundle {bundle} {id} 3>{three} </dev/null >/dev/null 2>&1"]))
            await shell!.WaitForExitAsync();
        Assert.That(int.Parse(File.ReadAllText(pids)), Is.EqualTo(await _scene.PidAsync(id)));
        for (var wait = Stopwatch.StartNew(); !File.ReadAllText(three).Contains('3') && wait.Elapsed < TimeSpan.FromSeconds(10);) await Task.Delay(10);
        Assert.That(File.ReadAllText(three), Is.EqualTo("through 3\n"));
    }

    [Test]
    public async Task A_descriptor_that_is_not_open_can_not_be_preserved() =>
        await RefusedAsync("preserve-fds", "run", "--preserve-fds", "9", "--bundle", _scene.Bundle("true"), _scene.NewId());

    [Test]
    public async Task A_container_without_a_process_ends_when_it_is_started()
    {
        var id = await CreateAsync("", config => config.Remove("process"));
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("created"));
        Assert.That((await _scene.CallAsync("start", id)).Code, Is.Zero);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("stopped"));
    }

    [Test]
    public async Task A_terminal_and_a_console_socket_come_together()
    {
        await RefusedAsync("console socket", "create", "--bundle", _scene.Bundle("true", config => config["process"]!["terminal"] = true), _scene.NewId());
        await RefusedAsync("console socket", "create", "--console-socket", "/none", "--bundle", _scene.Bundle("true"), _scene.NewId());
        Assert.That(Directory.Exists(_scene.State) ? Directory.EnumerateFileSystemEntries(_scene.State) : [], Is.Empty);
    }

    [Test]
    public async Task A_bundle_that_is_wrong_is_refused_by_the_field_and_nothing_is_left()
    {
        await RefusedAsync("process.cwd", "create", "--bundle", _scene.Bundle("true", config => config["process"]!["cwd"] = "here"), _scene.NewId());
        await RefusedAsync("bundle", "create", "--bundle", "/nowhere", _scene.NewId());
        Assert.That(Directory.Exists(_scene.State) ? Directory.EnumerateFileSystemEntries(_scene.State) : [], Is.Empty);
    }
}
