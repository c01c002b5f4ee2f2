using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class CliInspectTests
{
    private static readonly string Root = BusyboxRoot.Path;

    private ProgramScene _scene = null!;
    private string _id = "";

    [SetUp]
    public void Make() => (_scene, _id) = (new(), TestHost.NewId().Value);

    [TearDown]
    public async Task Remove() => await _scene.DisposeAsync();

    [Test]
    public async Task Inspect_writes_json_in_every_phase(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "create", "-r", Root, "-l", "role=test", "--memory", "64M", _id, "sleep", "1000");
        Assert.That((await InspectAsync(cancellation))["phase"]!.GetValue<string>(), Is.EqualTo("Created"));
        await _scene.DoAsync(cancellation, "start", _id);
        var running = await InspectAsync(cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(running["id"]!.GetValue<string>(), Is.EqualTo(_id));
            Assert.That(running["pid"]!.GetValue<int>(), Is.GreaterThan(1));
            Assert.That(running["labels"]!["role"]!.GetValue<string>(), Is.EqualTo("test"));
            Assert.That(running["limits"]!["memory"]!.GetValue<string>(), Is.EqualTo($"{64 << 20}"));
            Assert.That(running["usage"]!["memoryBytes"]!.GetValue<long>(), Is.Positive);
        });
        await _scene.DoAsync(cancellation, "kill", _id);
        Assert.That((await InspectAsync(cancellation))["exit"]!["signal"]!.GetValue<string>(), Is.EqualTo("SIGKILL"));
    }

    private async Task<JsonNode> InspectAsync(CancellationToken cancellation) => JsonNode.Parse(await _scene.DoAsync(cancellation, "inspect", _id))!;
}
