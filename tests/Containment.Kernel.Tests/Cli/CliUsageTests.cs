using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

/// <summary>top and events, as scripts use them.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class CliUsageTests
{
    private static readonly string Root = BusyboxRoot.Path;

    private ProgramScene _scene = null!;
    private string _id = "";

    [SetUp]
    public void Make() => (_scene, _id) = (new(), TestHost.NewId().Value);

    [TearDown]
    public async Task Remove() => await _scene.DisposeAsync();

    [Test]
    public async Task Top_shows_use_limits_and_pressure_once(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, "--memory", "64M", "--cpus", "0.5", _id, "sh", "-c", "while :; do :; done");
        await _scene.DoAsync(cancellation, "create", "-r", Root, $"{_id}x", "sleep", "1000");
        var shown = JsonNode.Parse(await _scene.DoAsync(cancellation, "top", "--once", "--json", "--interval", "0.5"))!["containers"]!.AsArray();
        Assert.That(shown, Has.Count.EqualTo(1), "one that was only created uses nothing");
        var one = shown[0]!;
        Assert.Multiple(() =>
        {
            Assert.That(one["id"]!.GetValue<string>(), Is.EqualTo(_id));
            Assert.That(one["cpuCores"]!.GetValue<double>(), Is.Positive);
            Assert.That(one["memoryBytes"]!.GetValue<long>(), Is.Positive);
            Assert.That(one["pids"]!.GetValue<int>(), Is.EqualTo(1));
            Assert.That(one["limits"]!["memory"]!.GetValue<string>(), Is.EqualTo($"{64 << 20}"));
        });
        Assert.That(await _scene.DoAsync(cancellation, "top", "--once", "--interval", "0.2", "--sort", "name"), Does.Match($@"(?m)^{_id} +\d\.\d\d +0\.50 .*64 MiB"));
        Assert.That(await _scene.DoAsync(cancellation, "top", "--once", "--all", "--interval", "0.2"), Does.Contain($"{_id}x"));
    }

    [Test]
    public async Task Events_tell_of_an_out_of_memory_kill_and_only_of_what_was_asked(CancellationToken cancellation)
    {
        var events = _scene.Start("events", "--json", "--kind", "OutOfMemoryKill", "--kind", "Deleted", "--container", _id);
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, "--memory", "16M", _id, "sh", "-c", "while :; do head -c 100000000 /dev/zero | tail -c 90000000 > /dev/null; sleep 0.1; done");
        await events.UntilAsync("OutOfMemoryKill", cancellation);
        await _scene.DoAsync(cancellation, "rm", "-f", _id);
        await events.UntilAsync("Deleted", cancellation);
        events.Signal(Signal.Parse("INT"));
        var ended = await events.WaitAsync(cancellation);
        Assert.That(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["kind"]!.GetValue<string>()).Distinct(), Is.EquivalentTo(new[] { "OutOfMemoryKill", "Deleted" }));
    }

    [TestCase("q")]
    [TestCase("Ctrl-C")]
    public async Task On_a_terminal_top_sorts_by_keys_and_gives_the_terminal_back(string leave, CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sleep", "1000");
        // script(1) gives the program a terminal of its own; stty says afterwards what it was left as.
        var top = _scene.StartOther("script", "-qec", $"stty cols 100 rows 20; {Programs.Cli} top --interval 0.2; echo left with $?; stty -a", "/dev/null");
        await top.UntilAsync(_id, cancellation);
        await top.TypeAsync("m", cancellation);
        await top.UntilAsync("by memory", cancellation);
        await top.TypeAsync(leave == "q" ? leave : "\u0003", cancellation);
        var ended = await top.WaitAsync(cancellation);
        Assert.That(ended.Output, Does.Contain("left with 0").And.Match("[^-]icanon").And.Match("[^-]echo "));
        Assert.That(ended.Output.LastIndexOf("\e[?1049l", StringComparison.Ordinal), Is.GreaterThan(ended.Output.LastIndexOf("\e[?1049h", StringComparison.Ordinal)));
    }

    [TestCase("top", "--interval", "0")]
    [TestCase("top", "--sort", "colour")]
    [TestCase("events", "--kind", "nonsense")]
    [TestCase("events", "--pressure", "memory:some:3s/2s")]
    public async Task Wrong_words_are_refused(string command, string option, string value) =>
        Assert.That((await _scene.RunAsync([command, option, value])).Code, Is.EqualTo(2));
}
