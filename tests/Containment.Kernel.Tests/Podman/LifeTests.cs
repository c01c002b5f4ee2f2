using System.Globalization;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Podman;

/// <summary>The life of a container that runs in the background: exec, logs, stop, kill, pause, ps, inspect, healthcheck, rm.</summary>
internal sealed class LifeTests : PodmanTests
{
    [Test]
    public async Task Exec_passes_both_outputs_and_the_exit_code_on(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        var ended = await Scene.PodmanAsync(cancellation, ["exec", "-i", "--env", "COLOUR=red", "--workdir", "/var", "--user", "alice", Name, "sh", "-c", "cat; echo $COLOUR; pwd >&2; id -u; exit 3"], "typed\n");
        Assert.That(ended, Is.EqualTo(new Ended(3, "typed\nred\n1000\n", "/var\n")));
    }

    [Test]
    public async Task Exec_on_a_terminal_has_its_size_and_answers_what_is_typed(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        var terminal = Scene.OnTerminal("exec", "-it", Name, "sh");
        await terminal.UntilAsync("/ # ", cancellation);
        // What is typed on a terminal may not have come to the size of it yet.
        await terminal.Input.WriteAsync("tty; while [ \"$(stty size)\" != \"33 77\" ]; do sleep 0.05; done; exit $((3+4))\n");
        var ended = await terminal.WaitAsync(cancellation);
        Assert.That(ended.Output, Does.Contain("/dev/pts/0\r\n"));
        Assert.That(ended.Code, Is.EqualTo(7));
    }

    [Test]
    public async Task Exec_in_the_background_goes_on(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        await Scene.DoAsync(cancellation, "exec", "-d", Name, "sh", "-c", "sleep 0.2; echo done > /tmp/done");
        await UntilAsync(async () => (await Scene.PodmanAsync(cancellation, ["exec", Name, "cat", "/tmp/done"])).Output == "done\n", cancellation);
    }

    [TestCase("no-such-program", 127)]
    [TestCase("/etc/passwd", 126)]
    public async Task Exec_of_what_can_not_be_run_has_its_exit_code(string command, int code, CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        var ended = await Scene.PodmanAsync(cancellation, ["exec", Name, command]);
        Assert.That(ended.Code, Is.EqualTo(code), ended.Error);
        Assert.That(ended.Error, Does.Contain(command));
    }

    [Test]
    public async Task Exec_is_in_the_namespaces_of_the_container(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        foreach (var kind in (string[])["mnt", "pid", "net", "ipc", "uts", "cgroup", "user"])
            Assert.That(await ExecAsync(cancellation, Name, "readlink", $"/proc/self/ns/{kind}"), Is.EqualTo(new FileInfo($"/proc/{process}/ns/{kind}").LinkTarget), kind);
    }

    [Test]
    public async Task Logs_are_of_both_streams_and_are_followed_to_the_end(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sh", "-c", "echo one; echo two >&2; while [ ! -e /tmp/go ]; do sleep 0.02; done; echo three");
        var following = Scene.Program([.. Scene.Command, "logs", "--follow", Name]);
        await following.UntilAsync("two", cancellation);
        await ExecAsync(cancellation, Name, "touch", "/tmp/go");
        Assert.That(await following.WaitAsync(cancellation), Is.EqualTo(new Ended(0, "one\nthree\n", "two\n")));
    }

    [Test]
    public async Task A_stop_lets_the_process_end_by_itself(CancellationToken cancellation)
    {
        await RunningAsync(cancellation, "trap 'echo bye; exit 5' TERM");
        await Scene.DoAsync(cancellation, "stop", "--time", "30", Name);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Status") + await Scene.InspectAsync(cancellation, Name, ".State.ExitCode"), Is.EqualTo("exited5"));
        Assert.That(await Scene.DoAsync(cancellation, "logs", Name), Does.EndWith("bye"));
    }

    [Test]
    public async Task A_stop_kills_what_does_not_end_in_time(CancellationToken cancellation)
    {
        await RunningAsync(cancellation, "trap '' TERM");
        await Scene.PodmanAsync(cancellation, ["stop", "--time", "1", Name]);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.ExitCode"), Is.EqualTo("137"));
    }

    [Test]
    public async Task Kill_sends_any_signal(CancellationToken cancellation)
    {
        await RunningAsync(cancellation, "trap 'echo usr1' USR1");
        await Scene.DoAsync(cancellation, "kill", "--signal", "USR1", Name);
        await UntilAsync(async () => (await Scene.DoAsync(cancellation, "logs", Name)).EndsWith("usr1", StringComparison.Ordinal), cancellation);
        await Scene.DoAsync(cancellation, "kill", Name);
        Assert.That(await Scene.DoAsync(cancellation, "wait", Name), Is.EqualTo("137"));
        Assert.That((await Scene.PodmanAsync(cancellation, ["kill", Name])).Code, Is.Not.Zero, "one that has ended can't be killed");
    }

    [Test]
    public async Task A_paused_container_stands_still_until_it_is_resumed(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sh", "-c", "while :; do echo x; sleep 0.02; done");
        await Scene.DoAsync(cancellation, "pause", Name);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Status"), Is.EqualTo("paused"));
        // What was in the pipe at the pause may still come.
        await Task.Delay(200, cancellation);
        var before = (await Scene.DoAsync(cancellation, "logs", Name)).Length;
        await Task.Delay(300, cancellation);
        Assert.That((await Scene.DoAsync(cancellation, "logs", Name)).Length, Is.EqualTo(before));
        Assert.That((await Scene.PodmanAsync(cancellation, ["exec", Name, "true"])).Code, Is.Not.Zero, "nothing can be put into one that is paused");
        await Scene.DoAsync(cancellation, "unpause", Name);
        await UntilAsync(async () => (await Scene.DoAsync(cancellation, "logs", Name)).Length > before, cancellation);
    }

    [Test]
    public async Task A_paused_container_can_be_removed(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        await Scene.DoAsync(cancellation, "pause", Name);
        await Scene.DoAsync(cancellation, "rm", "--force", "--time", "0", Name);
    }

    [Test]
    public async Task Ps_and_inspect_tell_what_runs(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        Assert.That(await Scene.DoAsync(cancellation, "ps", "--filter", $"name={Name}", "--format", "{{.Names}} {{.Status}} {{.Command}}"), Does.Match($"^{Name} Up .* sleep 1000 *$"));
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".OCIRuntime"), Is.EqualTo(Programs.Oci));
        Assert.That(await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"), cancellation), Is.EqualTo("sleep\01000\0"));
        Assert.That(await Scene.DoAsync(cancellation, "top", Name, "pid", "args"), Does.Match(@"(?s)PID +COMMAND\n1 +sleep 1000 *$"));
    }

    [Test]
    public async Task A_healthcheck_is_run_in_the_container(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, "--health-cmd", "test -e /tmp/well", "--health-interval", "disable", "--health-retries", "1", Image, "sleep", "1000");
        Assert.That((await Scene.PodmanAsync(cancellation, ["healthcheck", "run", Name])).Code, Is.EqualTo(1));
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Health.Status"), Is.EqualTo("unhealthy"));
        await ExecAsync(cancellation, Name, "touch", "/tmp/well");
        Assert.That((await Scene.PodmanAsync(cancellation, ["healthcheck", "run", Name])).Code, Is.Zero);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Health.Status"), Is.EqualTo("healthy"));
    }

    [Test]
    public async Task A_container_starts_again_with_what_it_wrote(CancellationToken cancellation)
    {
        await Scene.DoAsync(cancellation, Scene.Run("--name", Name, Image, "sh", "-c", "echo x >> /count; wc -l < /count"));
        Assert.That(await Scene.DoAsync(cancellation, "start", "--attach", Name), Is.EqualTo("2"));
        Assert.That(await Scene.DoAsync(cancellation, "start", "--attach", Name), Is.EqualTo("3"));
    }

    [Test]
    public async Task A_restart_gives_a_new_process(CancellationToken cancellation)
    {
        var before = await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        await Scene.DoAsync(cancellation, "restart", "--time", "0", Name);
        Assert.That(await Scene.PidAsync(cancellation, Name), Is.Not.EqualTo(before).And.GreaterThan(0));
    }

    [Test]
    public async Task A_container_that_is_created_waits_for_its_start(CancellationToken cancellation)
    {
        await Scene.DoAsync(cancellation, ["create", .. Scene.Run("--name", Name, Image, "sh", "-c", "echo begun")[1..]]);
        await Scene.DoAsync(cancellation, "init", Name);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.Status"), Is.EqualTo("initialized"));
        Assert.That(await Scene.DoAsync(cancellation, "logs", Name), Is.Empty);
        Assert.That(await Scene.DoAsync(cancellation, "start", "--attach", Name), Is.EqualTo("begun"));
    }

    [Test]
    public async Task A_container_that_runs_is_only_removed_by_force_and_nothing_of_it_is_left(CancellationToken cancellation)
    {
        var process = await Scene.StartAsync(cancellation, Name, Image, "sleep", "1000");
        var id = await Scene.InspectAsync(cancellation, Name, ".Id");
        Assert.That((await Scene.PodmanAsync(cancellation, ["rm", Name])).Code, Is.Not.Zero);
        Assert.That(MachineState.Of(Scene.Top, id), Is.Not.Empty);
        await Scene.DoAsync(cancellation, "rm", "--force", "--time", "0", Name);
        Assert.That(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}")), Is.False);
        await UntilAsync(() => Task.FromResult(!MachineState.Of("/no/such", id).Any(line => line.StartsWith("process", StringComparison.Ordinal))), cancellation);
        Assert.That(MachineState.Of("/no/such", id), Is.Empty);
    }

    [Test]
    public async Task Files_are_copied_out_of_and_into_a_container_that_runs(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sh", "-c", "echo inside > /tmp/inside; sleep 1000");
        await UntilAsync(async () => (await Scene.PodmanAsync(cancellation, ["exec", Name, "test", "-s", "/tmp/inside"])).Code == 0, cancellation);
        await Scene.DoAsync(cancellation, "cp", $"{Name}:/tmp/inside", $"{Scene.Top}/{Name}");
        Assert.That(await File.ReadAllTextAsync($"{Scene.Top}/{Name}", cancellation), Is.EqualTo("inside\n"));
        await Scene.DoAsync(cancellation, "cp", $"{Scene.Top}/{Name}", $"{Name}:/tmp/back");
        Assert.That(await ExecAsync(cancellation, Name, "cat", "/tmp/back"), Is.EqualTo("inside"));
    }

    /// <summary>A shell that has done <paramref name="first"/> and then waits.</summary>
    private async Task RunningAsync(CancellationToken cancellation, string first)
    {
        await Scene.StartAsync(cancellation, Name, Image, "sh", "-c", $"{first}; echo ready; while :; do sleep 0.05; done");
        await UntilAsync(async () => await Scene.DoAsync(cancellation, "logs", Name) == "ready", cancellation);
    }
}
