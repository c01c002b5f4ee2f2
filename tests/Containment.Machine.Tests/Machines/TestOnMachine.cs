using System.Text.Json;

namespace Containment.Machine.Tests.Machines;

/// <summary>
/// What tests on the shared machine have in common. Scripts run in it as root; <see cref="Id"/> is a name for the test's own
/// container, and containers whose name begins with it are removed when the test ends, as is /tmp/Id.
/// </summary>
internal abstract class TestOnMachine
{
    private static int _tests;

    private int _consoleBefore;

    protected VirtualMachine Machine { get; private set; } = null!;

    protected string Id { get; private set; } = "";

    /// <summary>The container's cgroup; its files and what is in it: <c>$(echo …)</c> expands it.</summary>
    protected string Cgroup => $"/sys/fs/cgroup/ct-*-{Id}";

    [SetUp]
    public async Task Boot()
    {
        Machine = await SharedMachines.OneAsync(Cancellation);
        Id = $"t{Interlocked.Increment(ref _tests)}";
        _consoleBefore = Machine.Console.Length;
    }

    [TearDown]
    public async Task Clean()
    {
        if (Machine is null) return;
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
            await TestContext.Out.WriteLineAsync($"the machine's console during the test:\n{Machine.Console[_consoleBefore..]}");
        // Not the test's own cancellation: that may be what ended it.
        await Machine.DoAsync($"for one in $(containment ps -q | grep '^{Id}'); do containment rm -f $one; done; for one in $(containment-oci list -q | grep '^{Id}'); do containment-oci delete --force $one; done; rm -rf /tmp/{Id}", CancellationToken.None);
    }

    protected Task<Outcome> RunAsync(string script, int limit = 120) => Machine.RunAsync(script, Cancellation, limit);

    /// <summary>Runs a script that must succeed, and returns its output.</summary>
    protected Task<string> DoAsync(string script, int limit = 120) => Machine.DoAsync(script, Cancellation, limit);

    /// <summary>Begins <see cref="Id"/> in the background, with busybox for a root, and these options of <c>containment run</c>.</summary>
    protected Task<string> BeginAsync(string options, string command = "sleep 1000") => DoAsync($"containment run -d -r {GuestPaths.Busybox} {options} {Id} {command}");

    /// <summary>The contents of a file of the container's cgroup.</summary>
    protected Task<string> ReadAsync(string file) => DoAsync($"cat {Cgroup}/{file}");

    /// <summary>Runs a probe (tests/Containment.Probe) with its words; what it said, by name.</summary>
    protected async Task<IReadOnlyDictionary<string, string?>> ProbeAsync(string words, int limit = 120) =>
        (await DoAsync($"containment-probe {words}", limit)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(line => line.GetProperty("Name").GetString()!, line => line.GetProperty("Value").GetString());

    protected static CancellationToken Cancellation => TestContext.CurrentContext.CancellationToken;
}
