using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>The commands of containment-oci that work on a container's cgroup: pause, resume, ps, update, events.</summary>
[Needs(Need.Root, Need.Busybox, Need.Oci)]
[CancelAfter(120_000)]
internal sealed class CgroupCommandTests
{
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    private async Task<string> StoppedAsync()
    {
        var id = await _scene.RunAsync("true");
        for (var n = 0; n < 200 && await _scene.StatusAsync(id) != "stopped"; n++) await Task.Delay(10);
        return id;
    }

    private string Read(string id, string controller, string file)
    {
        var record = JsonElement.Parse(File.ReadAllText($"{_scene.State}/{id}/state.json")).GetProperty("cgroup").GetString()!;
        return File.ReadAllText($"{Containment.Resources.OciCgroup.Open(record).Paths[controller]}/{file}").TrimEnd();
    }

    [Test]
    public async Task A_paused_container_stands_still_until_it_is_resumed()
    {
        var id = await _scene.RunAsync("i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done");
        var path = Directory.GetFiles(_scene.Top, "answer*.out").Single();
        await _scene.OutputAsync("5\n");
        Assert.That((await _scene.CallAsync("pause", id)).Code, Is.Zero);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("paused"));
        var length = new FileInfo(path).Length;
        await Task.Delay(200);
        Assert.That(new FileInfo(path).Length, Is.EqualTo(length));
        Assert.That((await _scene.CallAsync("resume", id)).Code, Is.Zero);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("running"));
        for (var wait = Stopwatch.StartNew(); new FileInfo(path).Length == length && wait.Elapsed < TimeSpan.FromSeconds(10);) await Task.Delay(10);
        Assert.That(new FileInfo(path).Length, Is.GreaterThan(length));
    }

    [Test]
    public async Task What_is_paused_can_not_be_paused_and_takes_no_exec_and_can_be_deleted()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        await _scene.CallAsync("pause", id);
        Assert.That((await _scene.CallAsync("pause", id)).Error, Does.Contain("paused"));
        Assert.That(await _scene.CallAsync("exec", id, "true"), Is.EqualTo((255, "", "exec failed: cannot exec in a paused container (use --ignore-paused to override)\n")));
        var ignoring = _scene.CallAsync("exec", "--ignore-paused", id, "echo", "thawed");
        await Task.Delay(200);
        Assert.That(ignoring.IsCompleted, Is.False);
        await _scene.CallAsync("resume", id);
        Assert.That((await ignoring).Output, Is.EqualTo("thawed\n"));
        await _scene.CallAsync("pause", id);
        var deleted = await _scene.CallAsync("delete", "--force", id);
        Assert.That(deleted.Code, Is.Zero, deleted.Error);
        Assert.That((await _scene.CallAsync("state", id)).Error, Does.Contain("does not exist"));
    }

    [Test]
    public async Task What_does_not_run_can_not_be_paused_resumed_updated_or_watched()
    {
        var id = await StoppedAsync();
        Assert.That(await _scene.CallAsync("pause", id), Is.EqualTo((1, "", "container not running\n")));
        Assert.That(await _scene.CallAsync("resume", id), Is.EqualTo((1, "", "container not paused\n")));
        Assert.That(await _scene.CallAsync("update", "--pids-limit", "5", id), Is.EqualTo((1, "", "container not running\n")));
        Assert.That((await _scene.CallAsync("events", id)).Error, Is.EqualTo($"container with id {id} is not running\n"));
        foreach (var command in (string[])["pause", "resume", "update", "events", "ps"])
            Assert.That((await _scene.CallAsync(command, "nobody")).Error, Does.Contain("container does not exist"), command);
    }

    [Test]
    public async Task Ps_shows_the_containers_processes_and_no_others()
    {
        var id = await _scene.RunAsync("sleep 1001 & exec sleep 1000");
        var pid = await _scene.PidAsync(id);
        for (var n = 0; n < 100 && (await _scene.CallAsync("ps", "-f", "json", id)).Output.Count(letter => letter == ',') != 1; n++) await Task.Delay(10);
        var pids = JsonSerializer.Deserialize<int[]>((await _scene.CallAsync("ps", "--format", "json", id)).Output)!;
        Assert.That(pids, Has.Length.EqualTo(2).And.Contain(pid));
        var table = (await _scene.CallAsync("ps", id)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(table, Has.Length.EqualTo(3));
        Assert.That(table[0], Does.StartWith("UID"));
        Assert.That((await _scene.CallAsync("ps", id, "-o", "pid,args", "-e")).Output.Split('\n').Skip(1).Select(line => line.Trim()), Does.Contain($"{pid} sleep 1000"));
        Assert.That((await _scene.CallAsync("ps", id, "-o", "args")).Error, Does.Contain("PID"));
        Assert.That((await _scene.CallAsync("ps", "--format", "yaml", id)).Code, Is.Not.Zero);
    }

    [Test, Needs(Need.CgroupV1)]
    public async Task Update_sets_what_it_names_and_leaves_the_rest()
    {
        var id = await _scene.RunAsync("exec sleep 1000", config => config["linux"]!["resources"] = new JsonObject { ["pids"] = new JsonObject { ["limit"] = 50 }, ["memory"] = new JsonObject { ["limit"] = 100 << 20 } });
        var (code, _, error) = await _scene.CallAsync("update", "--memory", "64m", "--cpu-share", "512", "--cpu-quota", "50000", "--cpu-period", "100000", id);
        Assert.That(code, Is.Zero, error);
        Assert.That(Read(id, "memory", "memory.limit_in_bytes"), Is.EqualTo($"{64 << 20}"));
        Assert.That(Read(id, "cpu", "cpu.shares"), Is.EqualTo("512"));
        Assert.That(Read(id, "cpu", "cpu.cfs_quota_us"), Is.EqualTo("50000"));
        Assert.That(Read(id, "pids", "pids.max"), Is.EqualTo("50"));
        Assert.That((await _scene.FeedAsync("""{"pids":{"limit":60},"memory":{"reservation":33554432}}""", "update", "--resources", "-", id)).Code, Is.Zero);
        Assert.That(Read(id, "pids", "pids.max"), Is.EqualTo("60"));
        Assert.That(Read(id, "memory", "memory.soft_limit_in_bytes"), Is.EqualTo("33554432"));
        var stored = JsonElement.Parse(File.ReadAllText($"{_scene.State}/{id}/config.json")).GetProperty("linux").GetProperty("resources");
        Assert.That(stored.GetProperty("memory").GetProperty("limit").GetInt64(), Is.EqualTo(64 << 20));
        Assert.That(stored.GetProperty("memory").GetProperty("reservation").GetInt64(), Is.EqualTo(33554432));
        Assert.That(stored.GetProperty("pids").GetProperty("limit").GetInt64(), Is.EqualTo(60));
        Assert.That(stored.GetProperty("cpu").GetProperty("shares").GetInt64(), Is.EqualTo(512));
    }

    [TestCase("--memory", "lots")]
    [TestCase("--memory", "-5")]
    [TestCase("--blkio-weight", "70000")]
    [TestCase("--cpu-period", "-1")]
    [TestCase("--cpuset-cpus", "x")]
    [TestCase("--resources", "/missing")]
    [TestCase("--l3-cache-schema", "L3:0=f")]
    public async Task Update_refuses_what_can_not_be(string flag, string value)
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var (code, _, error) = await _scene.CallAsync("update", flag, value, id);
        Assert.That(code, Is.Not.Zero);
        Assert.That(error, Is.Not.Empty.And.Not.Contain("   at "));
    }

    [TestCase("[]")]
    [TestCase("{\"memory\":{\"limit\":\"x\"}}")]
    public async Task Update_refuses_resources_of_another_form(string json)
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        Assert.That((await _scene.FeedAsync(json, "update", "-r", "-", id)).Code, Is.Not.Zero);
    }

    [Test]
    public async Task Events_tell_once_what_it_uses()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var (code, output, error) = await _scene.CallAsync("events", "--stats", id);
        Assert.That(code, Is.Zero, error);
        var stats = JsonElement.Parse(output);
        Assert.That(stats.GetProperty("type").GetString(), Is.EqualTo("stats"));
        Assert.That(stats.GetProperty("id").GetString(), Is.EqualTo(id));
        Assert.That(stats.GetProperty("data").GetProperty("pids").GetProperty("current").GetInt32(), Is.EqualTo(1));
        Assert.That(stats.GetProperty("data").GetProperty("memory").GetProperty("usage").GetProperty("usage").GetInt64(), Is.Positive);
    }

    [Test, Needs(Need.CgroupV1)]
    public async Task Events_tell_of_lack_of_memory_and_end_with_the_container()
    {
        var id = await _scene.RunAsync("exec sleep 1000", config =>
        {
            config["linux"]!["resources"] = new JsonObject { ["memory"] = new JsonObject { ["limit"] = 16 << 20, ["swap"] = 16 << 20 } };
        });
        using var events = Process.Start(new ProcessStartInfo(Programs.Oci, ["--root", _scene.State, "events", "--interval", "100ms", id]) { RedirectStandardOutput = true })!;
        List<string> lines = [];
        lines.Add((await events.StandardOutput.ReadLineAsync())!);
        _ = _scene.CallAsync("exec", id, "sh", "-c", "x=0123456789; while :; do x=$x$x; done");
        while (!lines[^1].Contains("oom") && await events.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line) lines.Add(line);
        Assert.That(lines[^1], Is.EqualTo($$"""{"type":"oom","id":"{{id}}"}"""));
        Assert.That(lines[0], Does.StartWith($$"""{"type":"stats","id":"{{id}}","data":{"""));
        await _scene.CallAsync("kill", id, "KILL");
        await events.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(events.ExitCode, Is.Zero);
    }

    [TestCase("0s")]
    [TestCase("-5s")]
    [TestCase("soon")]
    public async Task Events_refuse_an_interval_that_is_none(string interval)
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        Assert.That((await _scene.CallAsync("events", "--interval", interval, id)).Code, Is.Not.Zero);
    }

    [Test, Needs(Need.CgroupV1)]
    public async Task Exec_goes_into_a_cgroup_below_when_that_is_asked_for()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var record = JsonElement.Parse(File.ReadAllText($"{_scene.State}/{id}/state.json")).GetProperty("cgroup").GetString()!;
        var paths = Containment.Resources.OciCgroup.Open(record).Paths;
        Directory.CreateDirectory($"{paths["pids"]}/sub");
        Assert.That((await _scene.CallAsync("exec", "--cgroup", "pids:sub", id, "grep", "pids", "/proc/self/cgroup")).Output, Does.EndWith("/sub\n"));
        Assert.That((await _scene.CallAsync("exec", "--cgroup", "pids:other", id, "true")).Code, Is.Not.Zero);
        Assert.That((await _scene.CallAsync("exec", "--cgroup", "sub", id, "true")).Error, Does.Contain("is no cgroup"), "the other controllers have none");
    }
}
