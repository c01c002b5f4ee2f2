using System.Net;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Daemon;

/// <summary>The daemon as a process: what its end means for containers, and what keeps it from starting.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class DaemonProcessTests
{
    private ProgramScene _scene = null!;

    [SetUp]
    public void Make() => _scene = new();

    [TearDown]
    public async Task Remove() => await _scene.DisposeAsync();

    [Test]
    public async Task Containers_outlive_a_daemon_that_is_killed_and_the_next_one_finds_them_all(CancellationToken cancellation)
    {
        var (going, ending, still) = (TestHost.NewId().Value, TestHost.NewId().Value, TestHost.NewId().Value);
        var first = await _scene.StartDaemonAsync(cancellation);
        int process;
        using (var api = new Api(_scene.Socket))
        {
            process = await api.CreateAsync(going, "n=0; while :; do n=$((n+1)); echo $n; sleep 0.02; done", """{"memoryMax":"64M"}""", cancellation);
            await api.CreateAsync(ending, "while [ ! -e /go ]; do sleep 0.02; done; exit 7", cancellation: cancellation);
            await api.CreateAsync(still, "sleep 1000", cancellation: cancellation);
            await api.DoAsync($"/containers/{still}/pause", cancellation);
        }
        first.Signal(Signal.Kill);
        Assert.That((await first.WaitAsync(cancellation)).Code, Is.EqualTo(137));
        await _scene.DoAsync(cancellation, "exec", ending, "touch", "/go");
        while ((await StatusAsync(ending, cancellation)).Phase != ContainerPhase.Exited) await Task.Delay(10, cancellation);
        var logged = await LogLengthAsync(going, cancellation);

        await _scene.StartDaemonAsync(cancellation);
        using var next = new Api(_scene.Socket);
        var found = (await next.GetAsync("/containers", cancellation)).AsArray().ToDictionary(view => view!["id"]!.GetValue<string>(), view => view!);
        Assert.Multiple(() =>
        {
            Assert.That(found.Keys, Is.EquivalentTo((string[])[going, ending, still]));
            Assert.That((found[going]["phase"]!.GetValue<string>(), found[going]["processId"]!.GetValue<int>()), Is.EqualTo(("Running", process)));
            Assert.That((found[ending]["phase"]!.GetValue<string>(), found[ending]["exitCode"]!.GetValue<int>()), Is.EqualTo(("Exited", 7)));
            Assert.That(found[still]["phase"]!.GetValue<string>(), Is.EqualTo("Paused"));
        });
        while (await LogLengthAsync(going, cancellation) == logged) await Task.Delay(10, cancellation);
        await next.ExpectAsync(HttpStatusCode.OK, HttpMethod.Patch, $"/containers/{going}/limits", """{"memoryMax":"32M"}""", cancellation);
        Assert.That(KernelLimit.Memory(process), Is.EqualTo($"{32 << 20}"));
        await next.DoAsync($"/containers/{still}/resume", cancellation);
        await next.DoAsync($"/containers/{going}/kill", cancellation);
    }

    [Test]
    public async Task Sigterm_ends_the_daemon_at_once_and_leaves_containers_running(CancellationToken cancellation)
    {
        var id = TestHost.NewId().Value;
        var daemon = await _scene.StartDaemonAsync(cancellation);
        using var api = new Api(_scene.Socket);
        await api.CreateAsync(id, "echo up; sleep 1000", cancellation: cancellation);
        using var events = await api.OpenAsync("/events", cancellation);
        using var following = await api.OpenAsync($"/containers/{id}/logs?follow=true", cancellation);
        await following.ReadLineAsync(cancellation);
        var began = TimeProvider.System.GetTimestamp();
        daemon.Signal(Signal.Term);
        Assert.That((await daemon.WaitAsync(cancellation)).Code, Is.Zero);
        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(10)), "open streams don't keep it");
        Assert.That(await following.ReadToEndAsync(cancellation), Is.Empty);
        Assert.That(File.Exists(_scene.Socket), Is.False);
        Assert.That((await StatusAsync(id, cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }

    [Test]
    public async Task A_second_daemon_does_not_take_the_socket_of_the_first(CancellationToken cancellation)
    {
        var first = await _scene.StartDaemonAsync(cancellation);
        var second = await _scene.StartDaemon().WaitAsync(cancellation);
        Assert.That((second.Code, second.Error), Is.EqualTo((1, second.Error)));
        Assert.That(second.Error, Does.StartWith("Containment.Daemon: another daemon answers on").And.Contain(_scene.Socket).And.Not.Contain("   at "));
        using var api = new Api(_scene.Socket);
        await api.GetAsync("/healthz", cancellation);
        Assert.That(first.HasExited, Is.False);
        Assert.That(File.GetUnixFileMode(_scene.Socket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task What_is_no_socket_of_its_own_is_left_alone(CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(_scene.Socket, "precious", cancellation);
        Assert.That(await _scene.StartDaemon().WaitAsync(cancellation), Has.Property("Code").EqualTo(1).And.Property("Error").Contains("not a socket"));
        Assert.That(await File.ReadAllTextAsync(_scene.Socket, cancellation), Is.EqualTo("precious"));
        File.Delete(_scene.Socket);
        using var other = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        other.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_scene.Socket));
        other.Listen();
        Assert.That(await _scene.StartDaemon().WaitAsync(cancellation), Has.Property("Code").EqualTo(1).And.Property("Error").Contains("another program answers"));
        Assert.That(File.Exists(_scene.Socket));
    }

    [TestCase("--Containment:StateDirectory=relative", "StateDirectory")]
    [TestCase("--Containment:Migration:Port=70000", "Port")]
    [TestCase("--Containment:FirstSubordinateId=many", "FirstSubordinateId")]
    [TestCase("--Daemon:Socket=relative.sock", "Daemon:Socket")]
    public async Task A_setting_that_can_not_be_is_named(string setting, string name, CancellationToken cancellation)
    {
        var ended = await _scene.StartDaemon(setting).WaitAsync(cancellation);
        Assert.That(ended.Code, Is.EqualTo(1));
        Assert.That(ended.Error, Does.Contain(name).And.Not.Contain("   at "));
    }

    [Test]
    public async Task The_command_line_and_the_daemon_share_a_host(CancellationToken cancellation)
    {
        var id = TestHost.NewId().Value;
        await _scene.StartDaemonAsync(cancellation);
        using var api = new Api(_scene.Socket);
        using var events = await api.OpenAsync("/events", cancellation);
        await _scene.DoAsync(cancellation, "run", "-d", "-r", BusyboxRoot.Path, id, "sleep", "1000");
        string? line;
        do line = await events.ReadLineAsync(cancellation);
        while (line is not null && !line.Contains("\"Started\"", StringComparison.Ordinal));
        Assert.That(line, Does.Contain(id));
        Assert.That((await api.GetAsync($"/containers/{id}", cancellation))["phase"]!.GetValue<string>(), Is.EqualTo("Running"));
        await api.DoAsync($"/containers/{id}/pause", cancellation);
        Assert.That(await _scene.DoAsync(cancellation, "ps"), Does.Match($"{id} +Paused"));
        await _scene.DoAsync(cancellation, "resume", id);
        await api.DoAsync($"/containers/{id}/stop?seconds=0", cancellation);
        await _scene.DoAsync(cancellation, "rm", id);
        await api.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"/containers/{id}", null, cancellation);
    }

    [Test]
    public async Task Of_many_who_want_one_name_at_once_one_gets_it(CancellationToken cancellation)
    {
        var id = TestHost.NewId().Value;
        await _scene.StartDaemonAsync(cancellation);
        using var api = new Api(_scene.Socket);
        var http = Enumerable.Range(0, 4).Select(async _ => (await api.SendAsync(HttpMethod.Post, "/containers", Api.Create(id, "sleep 1000"), cancellation)).Status == HttpStatusCode.Created);
        var lines = Enumerable.Range(0, 3).Select(async _ => (await _scene.RunAsync(["create", "-r", BusyboxRoot.Path, id, "sleep", "1000"], cancellation: cancellation)).Code == 0);
        Assert.That((await Task.WhenAll([.. http, .. lines])).Count(won => won), Is.EqualTo(1));
    }

    private async Task<ContainerStatus> StatusAsync(string id, CancellationToken cancellation) => await (await _scene.Test.Host.GetAsync(id, cancellation)).GetStatusAsync(cancellation);

    private async Task<long> LogLengthAsync(string id, CancellationToken cancellation)
    {
        var length = 0L;
        await foreach (var entry in (await _scene.Test.Host.GetAsync(id, cancellation)).ReadLogAsync(null, cancellation)) length += entry.Data.Length;
        return length;
    }
}
