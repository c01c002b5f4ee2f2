using System.Net;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Daemon;

/// <summary>What a client does wrong is answered by problem details that say what, and changes nothing.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class RefusalTests
{
    private ProgramScene _scene = null!;
    private Api _api = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _scene = new();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _scene.StartDaemonAsync(limit.Token);
        _api = new(_scene.Socket);
        await _api.CreateAsync("taken", "sleep 1000", cancellation: limit.Token);
        await _api.ExpectAsync(HttpStatusCode.Created, HttpMethod.Post, "/containers", """{"id":"still","start":false,"command":["sleep","9"],"root":"ROOT"}""".Replace("ROOT", BusyboxRoot.Path), limit.Token);
    }

    [OneTimeTearDown]
    public async Task End()
    {
        _api.Dispose();
        await _scene.DisposeAsync();
    }

    [TestCase("""{"id":"a/b","root":"ROOT","command":["sh"]}""", 400, "id")]
    [TestCase("""{"id":"","root":"ROOT","command":["sh"]}""", 400, "id")]
    [TestCase("""{"id":"unwanted","root":"/no/such/root","command":["sh"]}""", 400, "root.path")]
    [TestCase("""{"id":"unwanted","root":"relative","command":["sh"]}""", 400, "root.path")]
    [TestCase("""{"id":"unwanted","root":null,"command":["sh"]}""", 400, "root")]
    [TestCase("""{"id":"unwanted","command":["sh"]}""", 400, null)]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":[]}""", 400, "process.args")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":[null]}""", 400, "command[0]")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["no-such-program"]}""", 400, "command")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"user":"nobody-here"}""", 400, "process.user")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"workingDirectory":"tmp"}""", 400, "process.cwd")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"environment":{"A":null}}""", 400, "environment.A")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"limits":{"memoryMax":"-5"}}""", 400, "memory")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"limits":{"memoryMax":5}}""", 400, "limits.memoryMax")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"limits":{"memryMax":"5M"}}""", 400, "limits.memryMax")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"limits":{"cpuSet":"4000"}}""", 422, null)]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"networks":[null]}""", 400, "networks[0]")]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"networks":[{"bridge":"ct-none","addresses":["10.9.8.7"]}]}""", 400, null)]
    [TestCase("""{"id":"unwanted","root":"ROOT","command":["sh"],"networks":[{"bridge":"ct-none","addresses":["10.9.8.7/24"]}]}""", 404, null)]
    [TestCase("""{"id":"unwanted","id":"ctworse","root":"ROOT","command":["sh"]}""", 400, null)]
    [TestCase("""{"id":"unwanted",""", 400, null)]
    [TestCase("""[]""", 400, null)]
    [TestCase("", 400, null)]
    [TestCase("""{"id":"taken","root":"ROOT","command":["sh"]}""", 409, null)]
    public async Task Of_a_bad_description_nothing_is_created(string json, int status, string? field, CancellationToken cancellation)
    {
        var before = MachineState.Of(_scene.Test.Top, "unwanted");
        var problem = await _api.ExpectAsync((HttpStatusCode)status, HttpMethod.Post, "/containers", json.Replace("ROOT", BusyboxRoot.Path), cancellation);
        if (field is not null) Assert.That(problem["field"]?.GetValue<string>(), Is.EqualTo(field), $"{problem}");
        Assert.That((problem["status"]!.GetValue<int>(), problem["detail"]!.GetValue<string>().Length > 5, problem["detail"]!.GetValue<string>().Contains("   at ")), Is.EqualTo((status, true, false)));
        Assert.That(MachineState.Of(_scene.Test.Top, "unwanted"), Is.EqualTo(before));
    }

    [TestCase("GET", "/containers/none", 404, "not-found")]
    [TestCase("POST", "/containers/none/start", 404, "not-found")]
    [TestCase("POST", "/containers/none/stop", 404, "not-found")]
    [TestCase("GET", "/containers/none/logs", 404, "not-found")]
    [TestCase("GET", "/containers/none/usage", 404, "not-found")]
    [TestCase("GET", "/containers/No%2Fne", 400, "invalid-spec")]
    [TestCase("DELETE", "/containers/taken", 409, "wrong-state")]
    [TestCase("POST", "/containers/taken/start", 409, "wrong-state")]
    [TestCase("POST", "/containers/still/pause", 409, "wrong-state")]
    [TestCase("POST", "/containers/still/resume", 409, "wrong-state")]
    [TestCase("POST", "/containers/still/stop", 409, "wrong-state")]
    [TestCase("POST", "/containers/still/kill?signal=TERM", 409, "wrong-state")]
    [TestCase("POST", "/containers/taken/stop?seconds=NaN", 400, "invalid-spec")]
    [TestCase("POST", "/containers/taken/stop?seconds=-1", 400, "invalid-spec")]
    [TestCase("POST", "/containers/taken/stop?seconds=soon", 400, "invalid-spec")]
    [TestCase("POST", "/containers/taken/kill?signal=LOUD", 400, "invalid-spec")]
    [TestCase("PUT", "/containers", 405, "Method Not Allowed")]
    [TestCase("GET", "/nothing", 404, "Not Found")]
    public async Task What_can_not_be_done_says_why(string method, string path, int status, string title, CancellationToken cancellation) =>
        Assert.That((await _api.ExpectAsync((HttpStatusCode)status, new HttpMethod(method), path, null, cancellation))["title"]!.GetValue<string>(), Is.EqualTo(title));

    [TestCase("""{"memoryMax":"0"}""", "memory")]
    [TestCase("""{"memoryMax":"lots"}""", "memory")]
    [TestCase("""{"pids":"-1"}""", "pids")]
    [TestCase("""{"cpuWeight":"0"}""", "cpu")]
    [TestCase("""{"memory":"5M"}""", "memory")]
    public async Task A_limit_that_can_not_be_is_refused(string json, string field, CancellationToken cancellation) =>
        Assert.That((await _api.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Patch, "/containers/taken/limits", json, cancellation))["field"]!.GetValue<string>(), Does.Contain(field).IgnoreCase);

    [Test]
    public async Task A_request_of_more_than_a_megabyte_is_not_read(CancellationToken cancellation) =>
        await _api.ExpectAsync(HttpStatusCode.RequestEntityTooLarge, HttpMethod.Post, "/containers", $$"""{"id":"unwanted","root":"{{new string('a', 1 << 20)}}","command":["sh"]}""", cancellation);

    [Test]
    public async Task A_command_in_a_container_that_does_not_run_is_refused(CancellationToken cancellation) =>
        await _api.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, "/containers/still/exec", """{"command":["true"]}""", cancellation);
}
