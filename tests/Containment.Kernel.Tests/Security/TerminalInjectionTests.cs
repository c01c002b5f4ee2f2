using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>TIOCSTI: a container that types into the terminal of whoever started it.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class TerminalInjectionTests
{
    private ProgramScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    // On a terminal of its own, as a person would have it.
    private async Task<string> OnTerminalAsync(CancellationToken cancellation, params string[] command)
    {
        using var program = new RunningProgram("/usr/bin/script", ["-qec", string.Join(' ', command), "/dev/null"], _scene.Environment);
        var ended = await program.WaitAsync(cancellation);
        return ended.Output + ended.Error;
    }

    [Test]
    public async Task A_container_cant_type_into_the_terminal_it_was_started_from([Values] bool userNamespace, CancellationToken cancellation)
    {
        string[] isolation = userNamespace ? [] : ["--no-userns"];
        Assert.That(await OnTerminalAsync(cancellation, [Programs.Cli, "run", "--rm", .. isolation, "--root", ProbeRoot.Path, TestHost.NewId().Value, "--", "/bin/inject"]), Holds.Everything);
    }

    [Test]
    public async Task A_container_with_a_terminal_types_only_into_that([Values] bool userNamespace, CancellationToken cancellation)
    {
        string[] isolation = userNamespace ? [] : ["--no-userns"];
        // What it typed into its own comes back to itself and is not typed on the outer terminal, where a shell would run it.
        var output = await OnTerminalAsync(cancellation, ["bash", "-c", $"'{string.Join(' ', [Programs.Cli, "run", "--rm", "-t", .. isolation, "--root", ProbeRoot.Path, TestHost.NewId().Value, "--", "/bin/inject"])} < /dev/null; read -t 1 -n 99 typed; echo left [$typed]'"]);
        Assert.That(output, Does.Contain("left []").And.Match("(held|escaped) descriptor 0").And.Match("(held|escaped) /dev/tty"));
    }

    [Test]
    public async Task The_attack_types_into_it_without_a_container(CancellationToken cancellation)
    {
        // A kernel may refuse it to everybody.
        var allowed = !File.Exists("/proc/sys/dev/tty/legacy_tiocsti") || (await File.ReadAllTextAsync("/proc/sys/dev/tty/legacy_tiocsti", cancellation)).Trim() == "1";
        Assert.That(await OnTerminalAsync(cancellation, ProbeRoot.Probe("inject")), Does.Contain($"{(allowed ? "escaped" : "held")} descriptor 0"));
    }
}
