using System.Diagnostics;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Oci;

/// <summary>Containers with pipes, as conmon runs them, that count; their reader is the test.</summary>
internal abstract class CheckpointFixture
{
    protected const string Count = "i=0; while :; do i=$((i+1)); echo $i; echo $i > /tmp/count; sleep 0.05; done";

    protected RuntimeScene Scene { get; private set; } = null!;

    [SetUp]
    public void OpenScene() => Scene = new();

    [TearDown]
    public void CloseScene() => Scene.Dispose();

    protected string Images => $"{Scene.Top}/images";

    protected async Task<(string Id, string Bundle, Process Reader)> RunAsync(string script, Action<JsonObject>? change = null)
    {
        var (id, bundle) = (Scene.NewId(), Scene.Bundle(script, change));
        var reader = Pipe("run", "-d", "--bundle", bundle, id);
        await ReadAsync(reader, 3);
        return (id, bundle, reader);
    }

    protected Process Pipe(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("sh", ["-c", $"\"$@\" </dev/null 2>&1", "sh", Programs.Oci, "--root", Scene.State, .. arguments]) { RedirectStandardOutput = true })!;

    protected static async Task<int> ReadAsync(Process reader, int lines)
    {
        var last = "";
        for (var n = 0; n < lines; n++)
            if (!int.TryParse(last = await reader.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) ?? "nothing", out _)) Assert.Fail(last);
        return int.Parse(last);
    }
}
