using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

/// <summary>Every command about containers, typed as people type them.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class CliLifeTests
{
    private static readonly string Root = BusyboxRoot.Path;

    private ProgramScene _scene = null!;
    private string _id = "";

    [SetUp]
    public void Make() => (_scene, _id) = (new(), TestHost.NewId().Value);

    [TearDown]
    public async Task Remove() => await _scene.DisposeAsync();

    [Test]
    public async Task A_run_passes_both_outputs_and_the_exit_code_on(CancellationToken cancellation)
    {
        var ended = await _scene.RunAsync(["run", "-r", Root, "-e", "COLOUR=red", "-w", "/tmp", "-u", "alice", _id, "sh", "-c", "echo $COLOUR; pwd >&2; id -u; exit 3"], cancellation: cancellation);
        Assert.That(ended, Is.EqualTo(new Ended(3, "red\n1000\n", "/tmp\n")));
        Assert.That(await _scene.DoAsync(cancellation, "ps"), Does.Match($@"(?m)^{_id} +Exited \(exit code 3\) .* sh -c echo"));
    }

    [Test]
    public async Task A_container_that_is_killed_gives_128_and_the_signal(CancellationToken cancellation) =>
        Assert.That((await _scene.RunAsync(["run", "--rm", "-r", Root, "--init", _id, "sh", "-c", "kill -9 $$"], cancellation: cancellation)).Code, Is.EqualTo(137));

    [Test]
    public async Task Rm_leaves_nothing_of_a_run(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "ps", "-q");
        var before = MachineState.Of(_scene.Test.Top, _id);
        Assert.That((await _scene.RunAsync(["run", "--rm", "-r", Root, _id, "sh", "-c", "echo data > /file; exit 5"], cancellation: cancellation)).Code, Is.EqualTo(5));
        Assert.That(MachineState.Of(_scene.Test.Top, _id), Is.EqualTo(before));
    }

    [Test]
    public async Task A_run_reads_standard_input_to_its_end(CancellationToken cancellation) =>
        Assert.That(await _scene.RunAsync(["run", "--rm", "-r", Root, _id, "sh", "-c", "cat; echo done"], "one\ntwo\n", cancellation), Is.EqualTo(new Ended(0, "one\ntwo\ndone\n", "")));

    [TestCase("SIGINT", "INT", 11)]
    [TestCase("SIGTERM", "TERM", 12)]
    public async Task A_signal_to_a_foreground_run_goes_to_the_container(string signal, string name, int code, CancellationToken cancellation)
    {
        var run = _scene.Start("run", "-r", Root, _id, "sh", "-c", $"trap 'echo caught; exit {code}' {name}; echo ready; while :; do sleep 0.02; done");
        await run.UntilAsync("ready", cancellation);
        run.Signal(Signal.Parse(signal));
        Assert.That(await run.WaitAsync(cancellation), Is.EqualTo(new Ended(code, "ready\ncaught\n", "")));
    }

    [Test]
    public async Task A_foreground_run_that_is_killed_leaves_its_container_running(CancellationToken cancellation)
    {
        var run = _scene.Start("run", "-r", Root, _id, "sh", "-c", "echo ready; sleep 1000");
        await run.UntilAsync("ready", cancellation);
        run.Signal(Signal.Kill);
        await run.WaitAsync(cancellation);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo(ContainerPhase.Running));
    }

    [Test]
    public async Task A_terminal_is_one_inside_for_run_and_exec(CancellationToken cancellation)
    {
        var run = _scene.OnTerminal($"run --rm -t -r {Root} {_id} sh -c 'tty; stty size; test -t 0 && test -t 1 && test -t 2; exit $((6 + $?))'");
        Assert.That(await run.WaitAsync(cancellation), Has.Property("Code").EqualTo(6).And.Property("Output").Contains("/dev/"));
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sleep", "1000");
        var exec = _scene.OnTerminal($"exec -t {_id} sh");
        await exec.UntilAsync("#", cancellation);
        await exec.Input.WriteAsync("tty; echo $((40 + 2)); exit 9\n");
        await exec.Input.FlushAsync(cancellation);
        var ended = await exec.WaitAsync(cancellation);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((9, ended.Output)));
        Assert.That(ended.Output, Does.Contain("/dev/").And.Contain("\n42"));
    }

    [Test]
    public async Task A_command_in_a_container_gets_its_input_and_passes_outputs_and_exit_code_on(CancellationToken cancellation)
    {
        Assert.That(await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sleep", "1000"), Is.EqualTo(_id));
        Assert.That(await _scene.RunAsync(["exec", "-u", "1000:1000", _id, "sh", "-c", "cat; id -u >&2; exit 7"], "hello", cancellation), Is.EqualTo(new Ended(7, "hello", "1000\n")));
        Assert.That((await _scene.RunAsync(["exec", _id, "no-such-program"], cancellation: cancellation)).Code, Is.EqualTo(127));
        Assert.That((await _scene.RunAsync(["exec", _id, "/etc/passwd"], cancellation: cancellation)).Code, Is.EqualTo(126));
        var waiting = _scene.Start("exec", _id, "sh", "-c", "trap 'exit 21' INT; echo ready; while :; do sleep 0.02; done");
        await waiting.UntilAsync("ready", cancellation);
        waiting.Signal(Signal.Int);
        Assert.That((await waiting.WaitAsync(cancellation)).Code, Is.EqualTo(21));
    }

    [Test]
    public async Task A_container_is_made_started_held_and_ended_by_its_verbs(CancellationToken cancellation)
    {
        Assert.That(await _scene.DoAsync(cancellation, "create", "-r", Root, _id, "sh", "-c", "trap 'exit 4' TERM; while :; do sleep 0.02; done"), Is.EqualTo(_id));
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo(ContainerPhase.Created));
        await _scene.DoAsync(cancellation, "start", _id);
        await _scene.DoAsync(cancellation, "pause", _id);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo(ContainerPhase.Paused));
        await _scene.DoAsync(cancellation, "resume", _id);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo(ContainerPhase.Running));
        Assert.That(await _scene.RunAsync(["rm", _id], cancellation: cancellation), Has.Property("Code").EqualTo(125).And.Property("Error").Contains("stop or kill it"));
        await _scene.DoAsync(cancellation, "stop", "--time", "20", _id);
        Assert.That((await (await _scene.Test.Host.GetAsync(_id, cancellation)).GetStatusAsync(cancellation)).Exit?.Code, Is.EqualTo(4).Or.Null);
        await _scene.DoAsync(cancellation, "start", _id);
        await _scene.DoAsync(cancellation, "kill", _id);
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo(ContainerPhase.Exited));
        await _scene.DoAsync(cancellation, "start", _id);
        await _scene.DoAsync(cancellation, "rm", "-f", _id);
        Assert.That(await _scene.DoAsync(cancellation, "ps", "-q"), Is.Empty);
    }

    [Test]
    public async Task A_signal_by_name_reaches_the_first_process(CancellationToken cancellation)
    {
        var run = _scene.Start("run", "-r", Root, _id, "sh", "-c", "trap 'exit 31' USR1; echo ready; while :; do sleep 0.02; done");
        await run.UntilAsync("ready", cancellation);
        await _scene.DoAsync(cancellation, "kill", "--signal", "USR1", _id);
        Assert.That((await run.WaitAsync(cancellation)).Code, Is.EqualTo(31));
    }

    [Test]
    public async Task Set_changes_what_the_kernel_holds_and_shows_it(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, "--memory", "256M", _id, "sleep", "1000");
        var process = (await (await _scene.Test.Host.GetAsync(_id, cancellation)).GetStatusAsync(cancellation)).ProcessId!.Value;
        Assert.That(KernelLimit.Memory(process), Is.EqualTo($"{256 << 20}"));
        Assert.That(await _scene.DoAsync(cancellation, "set", _id, "--memory", "64M", "--pids", "20"), Does.Contain($"memory {64 << 20}").And.Contain("pids 20"));
        Assert.That((KernelLimit.Memory(process), KernelLimit.Pids(process)), Is.EqualTo(($"{64 << 20}", "20")));
        await _scene.DoAsync(cancellation, "set", _id, "--pids", "none");
        Assert.That(KernelLimit.Pids(process), Is.EqualTo("max"));
    }

    [Test]
    public async Task Memory_that_can_not_be_lowered_is_told_and_the_rest_of_the_change_stays(CancellationToken cancellation)
    {
        await HoldMemoryAsync(cancellation);
        var ended = await _scene.RunAsync(["set", _id, "--memory", "8M", "--pids", "20", "--memory-deadline", "5"], cancellation: cancellation);
        Assert.That(ended.Code, Is.EqualTo(125));
        Assert.That(ended.Output, Does.Contain("pids 20"));
        Assert.That(ended.Error, Does.StartWith("containment: memory could only be lowered to ").And.Contain($"not to {8 << 20}").And.Not.Contain("\r"));
        Assert.That(await _scene.DoAsync(cancellation, "ps"), Does.Contain("Running"));
    }

    [Test]
    public async Task Lowering_memory_shows_how_far_it_got_on_a_terminal_and_an_interrupt_leaves_all_as_it_was(CancellationToken cancellation)
    {
        await HoldMemoryAsync(cancellation);
        var process = (await (await _scene.Test.Host.GetAsync(_id, cancellation)).GetStatusAsync(cancellation)).ProcessId!.Value;
        var setting = _scene.OnTerminal($"set {_id} --memory 8M --pids 20 --memory-deadline 600");
        await setting.UntilAsync("in use", cancellation);
        // As the terminal gives it to the command in front of it.
        await setting.TypeAsync("\u0003", cancellation);
        Assert.That((await setting.WaitAsync(cancellation)).Code, Is.EqualTo(130), setting.Output);
        Assert.That((KernelLimit.Memory(process), KernelLimit.Pids(process)), Is.EqualTo(($"{256 << 20}", "50")));
        Assert.That(await _scene.DoAsync(cancellation, "ps"), Does.Contain("Running"));
    }

    [Test]
    public async Task Logs_are_shown_and_followed_on_the_streams_they_were_written_to(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sh", "-c", "echo one; echo two >&2; while [ ! -e /go ]; do sleep 0.02; done; echo three");
        var following = _scene.Start("logs", "-f", _id);
        await following.UntilAsync("two", cancellation);
        await _scene.DoAsync(cancellation, "exec", _id, "touch", "/go");
        Assert.That(await following.WaitAsync(cancellation), Is.EqualTo(new Ended(0, "one\nthree\n", "two\n")));
        Assert.That(await _scene.RunAsync(["logs", _id], cancellation: cancellation), Is.EqualTo(new Ended(0, "one\nthree\n", "two\n")));
    }

    [Test]
    public async Task Events_are_shown_until_interrupted(CancellationToken cancellation)
    {
        var events = _scene.Start("events");
        // The first line may be missed by a program that has not begun to look: so there is one for it to wait for.
        while (events.Output.Length == 0)
        {
            await _scene.DoAsync(cancellation, "run", "--rm", "-r", Root, "ctfirst", "true");
            await Task.Delay(50, cancellation);
        }
        await _scene.RunAsync(["run", "-r", Root, _id, "sh", "-c", "exit 3"], cancellation: cancellation);
        await events.UntilAsync($"{_id}  Exited  exit code 3", cancellation);
        events.Signal(Signal.Int);
        var ended = await events.WaitAsync(cancellation);
        Assert.That(ended.Code, Is.EqualTo(130));
        Assert.That(ended.Output, Does.Match($@"(?s)\S+  {_id}  Created.*{_id}  Started.*{_id}  Exited"));
    }

    private async Task<ContainerPhase> PhaseAsync(CancellationToken cancellation) => (await (await _scene.Test.Host.GetAsync(_id, cancellation)).GetStatusAsync(cancellation)).Phase;

    // 30 MiB that can't be taken back, of the 256 that it may have.
    private async Task HoldMemoryAsync(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, "--memory", "256M", "--swap", "0", "--pids", "50", _id, "sh", "-c", "dd if=/dev/zero of=/dev/shm/held bs=1M count=30 2>&1; touch /held; exec sleep 1000");
        await _scene.DoAsync(cancellation, "exec", _id, "sh", "-c", "while [ ! -e /held ]; do sleep 0.02; done");
    }
}
