using System.Net;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Daemon;

[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.Criu), CancelAfter(60_000)]
internal sealed class CheckpointEndpointTests
{
    [Test]
    public async Task A_container_comes_back_as_it_was_at_its_checkpoint(CancellationToken cancellation)
    {
        await using var scene = new ProgramScene();
        await scene.StartDaemonAsync(cancellation);
        using var api = new Api(scene.Socket);
        var id = TestHost.NewId().Value;
        await api.CreateAsync(id, "n=41; echo ready; while [ ! -e /go ]; do sleep 0.02; done; exit $((n + 1))", cancellation: cancellation);
        var taken = await api.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"/containers/{id}/checkpoints", """{"name":"first"}""", cancellation);
        Assert.That(taken["name"]!.GetValue<string>(), Is.EqualTo("first"));
        Assert.That((await api.GetAsync($"/containers/{id}/checkpoints", cancellation)).AsArray(), Has.Count.EqualTo(1));
        await api.ExpectAsync(HttpStatusCode.Conflict, HttpMethod.Post, $"/containers/{id}/checkpoints", """{"name":"first"}""", cancellation);
        await api.DoAsync($"/containers/{id}/kill", cancellation);
        await api.ExpectAsync(HttpStatusCode.NotFound, HttpMethod.Post, $"/containers/{id}/restore", """{"name":"second"}""", cancellation);
        await api.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, $"/containers/{id}/restore", "{}", cancellation);
        await api.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"/containers/{id}/exec", """{"command":["touch","/go"]}""", cancellation);
        string phase;
        do phase = (await api.GetAsync($"/containers/{id}", cancellation))["phase"]!.GetValue<string>();
        while (phase == "Running");
        Assert.That((await api.GetAsync($"/containers/{id}", cancellation))["exitCode"]!.GetValue<int>(), Is.EqualTo(42));
    }
}
