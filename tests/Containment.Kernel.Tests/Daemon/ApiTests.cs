using System.Net;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Daemon;

[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class ApiTests
{
    private ProgramScene _scene = null!;
    private Api _api = null!;
    private string _id = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _scene = new();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _scene.StartDaemonAsync(limit.Token);
        _api = new(_scene.Socket);
    }

    [OneTimeTearDown]
    public async Task End()
    {
        _api.Dispose();
        await _scene.DisposeAsync();
    }

    [SetUp]
    public void Name() => _id = TestHost.NewId().Value;

    [Test]
    public async Task A_container_lives_its_life_over_http(CancellationToken cancellation)
    {
        var created = await _api.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "/containers",
            new JsonObject { ["id"] = _id, ["root"] = BusyboxRoot.Path, ["command"] = new JsonArray("sleep", "1000"), ["start"] = false }.ToJsonString(), cancellation);
        Assert.That(created["phase"]!.GetValue<string>(), Is.EqualTo("Created"));
        await _api.DoAsync($"/containers/{_id}/start", cancellation);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo("Running"));
        await _api.DoAsync($"/containers/{_id}/pause", cancellation);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo("Paused"));
        await _api.DoAsync($"/containers/{_id}/resume", cancellation);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo("Running"));
        await _api.DoAsync($"/containers/{_id}/stop?seconds=0.1", cancellation);
        var view = await _api.GetAsync($"/containers/{_id}", cancellation);
        Assert.That((view["phase"]!.GetValue<string>(), view["exitSignal"]!.GetValue<string>()), Is.EqualTo(("Exited", "SIGKILL")));
        await _api.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Delete, $"/containers/{_id}", null, cancellation);
        await _api.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/containers/{_id}", null, cancellation);
    }

    [Test]
    public async Task A_command_gets_its_input_and_gives_both_outputs_and_its_exit_code(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "sleep 1000", cancellation: cancellation);
        var ended = await ExecAsync("""{"command":["sh","-c","cat; echo $COLOUR in $(pwd) >&2; exit 7"],"input":"hello","environment":{"COLOUR":"red"},"workingDirectory":"/tmp"}""", cancellation);
        Assert.That(ended.ToJsonString(), Is.EqualTo("""{"exitCode":7,"output":"hello","error":"red in /tmp\n","truncated":false}"""));
    }

    [Test]
    public async Task A_command_that_does_not_read_its_input_is_no_error(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "sleep 1000", cancellation: cancellation);
        var ended = await ExecAsync(new JsonObject { ["command"] = new JsonArray("sh", "-c", "exit 4"), ["input"] = new string('a', 500_000) }.ToJsonString(), cancellation);
        Assert.That(ended["exitCode"]!.GetValue<int>(), Is.EqualTo(4));
    }

    [Test]
    public async Task Of_a_flood_of_output_the_first_megabyte_is_kept(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "sleep 1000", cancellation: cancellation);
        var ended = await ExecAsync("""{"command":["sh","-c","head -c 3000000 /dev/zero | tr '\\0' x"]}""", cancellation);
        Assert.That((ended["output"]!.GetValue<string>().Length, ended["truncated"]!.GetValue<bool>(), ended["exitCode"]!.GetValue<int>()), Is.EqualTo((1 << 20, true, 0)));
    }

    [Test]
    public async Task The_kernel_takes_changed_limits_and_they_read_back_as_they_can_be_written(CancellationToken cancellation)
    {
        var process = await _api.CreateAsync(_id, "sleep 1000", """{"memoryMax":"256M"}""", cancellation);
        Assert.That(KernelLimit.Memory(process), Is.EqualTo($"{256 << 20}"));
        var answer = await _api.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"/containers/{_id}/limits", """{"memoryMax":"128M","pids":"50"}""", cancellation);
        Assert.That((KernelLimit.Memory(process), KernelLimit.Pids(process)), Is.EqualTo(($"{128 << 20}", "50")));
        Assert.That(answer["complete"]!.GetValue<bool>());
        Assert.That(answer["limits"]!["memoryMax"]!.GetValue<string>(), Is.EqualTo($"{128 << 20}"));
        var limits = await _api.GetAsync($"/containers/{_id}/limits", cancellation);
        await _api.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"/containers/{_id}/limits", limits.ToJsonString(), cancellation);
        Assert.That((await _api.GetAsync($"/containers/{_id}/limits", cancellation)).ToJsonString(), Is.EqualTo(limits.ToJsonString()));
        Assert.That(KernelLimit.Memory(process), Is.EqualTo($"{128 << 20}"));
    }

    [Test]
    public async Task Usage_is_what_the_container_uses(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "sleep 1000 & sleep 1000", cancellation: cancellation);
        var usage = await _api.GetAsync($"/containers/{_id}/usage", cancellation);
        Assert.That((usage["pids"]!.GetValue<int>(), usage["memoryCurrent"]!.GetValue<long>() > 0), Is.EqualTo((2, true)).Or.EqualTo((1, true)));
    }

    [Test]
    public async Task What_all_use_and_what_one_waits_for_can_be_asked(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "while :; do :; done", cancellation: cancellation);
        JsonNode? mine;
        while ((mine = (await _api.GetAsync("/usage", cancellation)).AsArray().FirstOrDefault(use => use!["id"]!.GetValue<string>() == _id)) is null || mine["cpuCores"]!.GetValue<double>() <= 0)
            await Task.Delay(100, cancellation);
        Assert.That(mine["memoryBytes"]!.GetValue<long>(), Is.Positive);
        var pressure = await _api.GetAsync($"/containers/{_id}/pressure", cancellation);
        Assert.That(pressure.AsObject().ContainsKey("cpu"), Is.EqualTo(mine.AsObject().ContainsKey("cpuWaiting")));
    }

    [Test]
    public async Task Output_can_be_read_and_followed_until_the_end(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "echo one; while [ ! -e /go ]; do sleep 0.02; done; echo two", cancellation: cancellation);
        using var following = await _api.OpenAsync($"/containers/{_id}/logs?follow=true", cancellation);
        Assert.That(await following.ReadLineAsync(cancellation), Is.EqualTo("one"));
        await ExecAsync("""{"command":["touch","/go"]}""", cancellation);
        Assert.That(await following.ReadToEndAsync(cancellation), Is.EqualTo("two\n"));
        using var all = await _api.OpenAsync($"/containers/{_id}/logs", cancellation);
        Assert.That(await all.ReadToEndAsync(cancellation), Is.EqualTo("one\ntwo\n"));
    }

    [Test]
    public async Task Events_come_as_they_happen(CancellationToken cancellation)
    {
        using var events = await _api.OpenAsync("/events", cancellation);
        await _api.CreateAsync(_id, "exit 3", cancellation: cancellation);
        List<string> kinds = [];
        string? exit = null;
        while (exit is null)
        {
            var happened = await NextAsync(events, cancellation);
            kinds.Add(happened["kind"]!.GetValue<string>());
            if (kinds[^1] == "Exited") exit = happened["exit"]!.GetValue<string>();
        }
        Assert.That(kinds, Is.EqualTo((string[])["Created", "Started", "Exited"]));
        Assert.That(exit, Is.EqualTo("exit code 3"));
    }

    [Test]
    public async Task What_containers_come_to_the_end_of_is_told(CancellationToken cancellation)
    {
        using var events = await _api.OpenAsync("/events/resources?pressure=cpu:some:100ms/2s&pressure=memory:some:1s/2s", cancellation);
        await _api.CreateAsync(_id, "sleep 1 & sleep 1 & sleep 1 & sleep 1 & sleep 1 & sleep 1 & wait", """{"pids":"3"}""", cancellation);
        while ((await NextAsync(events, cancellation))["kind"]!.GetValue<string>() != "ForkRefused") { }
        var refused = await _api.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Get, "/events/resources?pressure=much", null, cancellation);
        Assert.That(refused.ToJsonString(), Does.Contain("memory:some:150ms/2s"));
    }

    [Test]
    public async Task Memory_that_is_held_is_lowered_as_far_as_it_goes_in_the_time_given(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "x=$(head -c 20000000 /dev/zero | tr '\\0' x); echo full; while :; do sleep 1; done; echo $x", """{"memoryMax":"64M"}""", cancellation);
        using (var following = await _api.OpenAsync($"/containers/{_id}/logs?follow=true", cancellation)) await following.ReadLineAsync(cancellation);
        var set = await _api.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"/containers/{_id}/limits?seconds=0.5", """{"memoryMax":"4M"}""", cancellation);
        Assert.That(set["complete"]!.GetValue<bool>(), Is.False);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo("Running"), "nobody was killed");
        await _api.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, $"/containers/{_id}/limits?seconds=soon", """{"memoryMax":"32M"}""", cancellation);
        await _api.DoAsync($"/containers/{_id}/kill", cancellation);
    }

    [Test]
    public async Task A_signal_reaches_the_first_process(CancellationToken cancellation)
    {
        await _api.CreateAsync(_id, "trap 'exit 9' USR1; echo ready; while :; do sleep 0.02; done", cancellation: cancellation);
        using var following = await _api.OpenAsync($"/containers/{_id}/logs?follow=true", cancellation);
        await following.ReadLineAsync(cancellation);
        await _api.DoAsync($"/containers/{_id}/kill?signal=USR1", cancellation);
        await following.ReadToEndAsync(cancellation);
        Assert.That((await _api.GetAsync($"/containers/{_id}", cancellation))["exitCode"]!.GetValue<int>(), Is.EqualTo(9));
    }

    [Test]
    public async Task It_says_whether_it_is_well_and_what_it_can_do(CancellationToken cancellation)
    {
        Assert.That((await _api.GetAsync("/healthz", cancellation)).GetValue<string>(), Is.EqualTo("Healthy"));
        var described = await _api.GetAsync("/openapi/v1.json", cancellation);
        Assert.That(described["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(verb => $"{verb.Key} {path.Key}")), Is.EquivalentTo((string[])
        [
            "get /containers", "post /containers", "get /containers/{id}", "delete /containers/{id}", "post /containers/{id}/start", "post /containers/{id}/stop",
            "post /containers/{id}/kill", "post /containers/{id}/pause", "post /containers/{id}/resume", "post /containers/{id}/exec", "get /containers/{id}/limits",
            "patch /containers/{id}/limits", "get /containers/{id}/disk", "patch /containers/{id}/disk", "get /containers/{id}/usage", "get /containers/{id}/pressure", "get /usage", "get /containers/{id}/logs", "get /containers/{id}/checkpoints",
            "post /containers/{id}/checkpoints", "post /containers/{id}/restore", "post /containers/{id}/migrate", "get /events", "get /events/resources", "get /governor", "get /containers/{id}/class", "put /containers/{id}/class", "get /containers/{id}/merged-memory",
        ]));
    }

    // The next event of the test's container.
    private async Task<JsonNode> NextAsync(StreamReader events, CancellationToken cancellation)
    {
        while (true)
        {
            var line = await events.ReadLineAsync(cancellation) ?? throw new AssertionException("the stream ended");
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonNode.Parse(line[6..])! is var happened && happened["id"]!.GetValue<string>() == _id) return happened;
        }
    }

    private async Task<string> PhaseAsync(CancellationToken cancellation) => (await _api.GetAsync($"/containers/{_id}", cancellation))["phase"]!.GetValue<string>();

    private Task<JsonNode> ExecAsync(string json, CancellationToken cancellation) => _api.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"/containers/{_id}/exec", json, cancellation);
}
