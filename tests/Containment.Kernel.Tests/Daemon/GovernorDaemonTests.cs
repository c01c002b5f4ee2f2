using System.Net;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Daemon;

/// <summary>The governor in the daemon: what its API tells and takes, and that nobody stays squeezed when the daemon is killed.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.MemoryV1, Need.CgroupHybrid), CancelAfter(90_000)]
internal sealed class GovernorDaemonTests
{
    private readonly PoolCgroup _pool = new("ctgovd");
    private ProgramScene _scene = null!;

    [SetUp]
    public void Make() => _scene = new();

    [TearDown]
    public async Task Remove()
    {
        await _scene.DisposeAsync();
        _pool.Remove();
    }

    [Test]
    public async Task It_tells_what_it_sees_and_takes_a_class_of_service(CancellationToken cancellation)
    {
        await StartAsync(cancellation);
        using var api = new Api(_scene.Socket);
        var id = TestHost.NewId().Value;
        var promised = ServiceClass.Parse("memory=16M:200:48M").ToString();
        await api.CreateAsync(id, "sleep 1000", """{"memoryMax":"64M"}""", cancellation);
        await api.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Put, $"/containers/{id}/class", """{"class":"memory=16M:200:48M"}""", cancellation);
        Assert.That((await api.GetAsync($"/containers/{id}/class", cancellation))["class"]!.GetValue<string>(), Is.EqualTo(promised));
        while (true)
        {
            var seen = (await api.GetAsync("/governor", cancellation))["containers"]!.AsArray().SingleOrDefault(one => one!["id"]!.GetValue<string>() == id);
            if (seen?["class"]!.GetValue<string>() == promised)
            {
                Assert.That((seen["memoryLimit"]!.GetValue<long>(), seen["held"]!.GetValue<bool>()), Is.EqualTo((48L << 20, false)));
                break;
            }
            await Task.Delay(50, cancellation);
        }
        await api.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Put, $"/containers/{id}/class", """{"class":"memory=plenty"}""", cancellation);
        await api.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Put, "/containers/nobody/class", """{"class":"memory=16M"}""", cancellation);
        Assert.That((await api.GetAsync($"/containers/{id}/merged-memory", cancellation))["mergedBytes"]!.GetValue<long>(), Is.Zero);
        await api.DoAsync($"/containers/{id}/kill", cancellation);
    }

    [Test]
    public async Task Whom_it_holds_goes_on_when_it_is_killed(CancellationToken cancellation)
    {
        var daemon = await StartAsync(cancellation);
        using var api = new Api(_scene.Socket);
        var (holder, grower) = (TestHost.NewId().Value, TestHost.NewId().Value);
        await api.CreateAsync(holder, "dd if=/dev/zero bs=40M count=1 | (read -r -n 1 x; sleep 1000)", """{"memoryMax":"120M"}""", cancellation);
        await _pool.LimitMemoryAsync(80 << 20, cancellation);
        // The pool's limit is found when the governor begins.
        daemon.Signal(Signal.Term);
        await daemon.WaitAsync(cancellation);
        daemon = await StartAsync(cancellation);
        using var next = new Api(_scene.Socket);
        await next.CreateAsync(grower, "a=; while :; do a=$a$(head -c 100000 /dev/zero | tr '\\0' x); sleep 0.02; [ ${#a} -gt 20000000 ] && a=; done", """{"memoryMax":"60M"}""", cancellation);
        var (frozen, undo) = (Frozen(grower), Path.Combine(_scene.Test.Options.RuntimeDirectory, "governor.undo"));
        while (await File.ReadAllTextAsync(frozen, cancellation) != "1\n" || !File.Exists(undo)) await Task.Delay(5, cancellation);
        daemon.Signal(Signal.Kill);
        await daemon.WaitAsync(cancellation);
        while (await File.ReadAllTextAsync(frozen, cancellation) != "0\n" || File.Exists(undo)) await Task.Delay(20, cancellation);
        foreach (var id in (string[])[grower, holder]) await _scene.DoAsync(cancellation, "kill", id);
    }

    private Task<RunningProgram> StartAsync(CancellationToken cancellation) => _scene.StartDaemonAsync(cancellation, $"--Containment:CgroupParent={_pool.Name}",
        "--Containment:Governor:Enabled=true", "--Containment:Governor:Reserve=0.4", "--Containment:Governor:LongestHold=00:05:00", "--Containment:Governor:PaceMerging=false");

    private string Frozen(string id) => Directory.EnumerateDirectories("/sys/fs/cgroup/unified", $"*{id}", SearchOption.AllDirectories).Single() + "/cgroup.freeze";
}
