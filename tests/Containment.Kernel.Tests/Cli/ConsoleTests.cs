using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

/// <summary>A person's terminal on a container: coming, leaving, coming back.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class ConsoleTests
{
    private static readonly string Root = BusyboxRoot.Path;
    private const string LeaveKeys = "\u0010\u0011";

    private ProgramScene _scene = null!;
    private string _id = "";

    [SetUp]
    public void Make() => (_scene, _id) = (new(), TestHost.NewId().Value);

    [TearDown]
    public async Task Remove() => await _scene.DisposeAsync();

    private async Task<ContainerPhase> PhaseAsync(CancellationToken cancellation) =>
        (await (await _scene.Test.Host.GetAsync(_id, cancellation)).GetStatusAsync(cancellation)).Phase;

    [Test]
    public async Task A_run_is_left_by_its_keys_and_come_back_to_as_often_as_wanted(CancellationToken cancellation)
    {
        var run = _scene.OnTerminal($"run -it -r {Root} {_id} sh");
        await run.UntilAsync("#", cancellation);
        await run.TypeAsync("mark=first\n", cancellation);
        await run.TypeAsync(LeaveKeys, cancellation);
        var left = await run.WaitAsync(cancellation);
        Assert.That((left.Code, left.Output), Is.EqualTo((0, left.Output)));
        Assert.That(left.Output, Does.Contain($"left {_id}; it goes on"));
        Assert.That(await PhaseAsync(cancellation), Is.EqualTo(ContainerPhase.Running));
        foreach (var turn in (int[])[1, 2])
        {
            var again = _scene.OnTerminal($"console {_id}");
            await Task.Delay(300, cancellation);
            await again.TypeAsync($"echo $mark-{turn}\n", cancellation);
            await again.UntilAsync($"first-{turn}", cancellation);
            await again.TypeAsync(LeaveKeys, cancellation);
            Assert.That((await again.WaitAsync(cancellation)).Code, Is.Zero);
        }
        var last = _scene.OnTerminal($"console {_id}");
        await Task.Delay(300, cancellation);
        await last.TypeAsync("exit 7\n", cancellation);
        Assert.That((await last.WaitAsync(cancellation)).Code, Is.EqualTo(7));
    }

    [Test]
    public async Task An_exec_is_left_by_its_keys_and_goes_on(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sleep", "1000");
        var exec = _scene.OnTerminal($"exec -it --detach-keys ctrl-a,x {_id} sh -c 'echo here; sleep 2; echo later > /later; sleep 1000'");
        await exec.UntilAsync("here", cancellation);
        await exec.TypeAsync("\u0001x", cancellation);
        Assert.That((await exec.WaitAsync(cancellation)).Code, Is.Zero);
        for (var wait = 0; wait < 100 && (await _scene.RunAsync(["exec", _id, "cat", "/later"], cancellation: cancellation)).Code != 0; wait++) await Task.Delay(50, cancellation);
        Assert.That(await _scene.DoAsync(cancellation, "exec", _id, "cat", "/later"), Is.EqualTo("later"));
    }

    [Test]
    public async Task The_window_inside_has_the_size_of_the_one_outside(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sleep", "1000");
        var exec = _scene.StartOther("script", "-qec", $"sh -c 'stty rows 33 cols 111; exec {Programs.Cli} exec -it {_id} sh -c \"stty size; read go; stty size\"'", "/dev/null");
        await exec.UntilAsync("33 111", cancellation);
        var terminal = await ChildTerminalAsync(exec, cancellation);
        await RunAsync("stty", $"--file={terminal}", "rows", "40", "cols", "90");
        // The kernel tells the terminal's foreground processes, which takes no time, and they tell the keeper.
        await Task.Delay(500, cancellation);
        await exec.TypeAsync("go\n", cancellation);
        await exec.UntilAsync("40 90", cancellation);
    }

    // The terminal of the program that script(1) began.
    private static async Task<string> ChildTerminalAsync(RunningProgram script, CancellationToken cancellation)
    {
        while (true)
        {
            var child = File.ReadAllText($"/proc/{script.Id}/task/{script.Id}/children").Trim();
            if (child.Length > 0 && File.ResolveLinkTarget($"/proc/{child}/fd/0", false) is { } terminal) return terminal.FullName;
            await Task.Delay(10, cancellation);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Keys_held_back_are_passed_on_when_others_follow(CancellationToken cancellation)
    {
        var run = _scene.OnTerminal($"run -it --rm -r {Root} {_id} sh -c 'stty raw -echo; echo ready; dd bs=1 count=3 2>/dev/null | od -An -tx1; exit 4'");
        await run.UntilAsync("ready", cancellation);
        await run.TypeAsync("\u0010ab", cancellation);
        var ended = await run.WaitAsync(cancellation);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((4, ended.Output)));
        Assert.That(ended.Output, Does.Contain("10 61 62"));
    }

    [Test]
    public async Task Without_input_nothing_is_taken_from_who_called(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sleep", "1000");
        Assert.That(await _scene.RunAsync(["exec", "--interactive=false", _id, "sh", "-c", "cat; echo end"], "not for it\n", cancellation), Is.EqualTo(new Ended(0, "end\n", "")));
    }

    [Test]
    public async Task A_console_without_a_terminal_shows_both_streams_and_passes_the_exit_code_on(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sh", "-c", "echo before; read go; echo out; echo err >&2; exit 5");
        Assert.That(await _scene.RunAsync(["console", "--all", _id], "go\n", cancellation), Is.EqualTo(new Ended(5, "before\nout\n", "err\n")));
        Assert.That((await _scene.RunAsync(["console", _id], "", cancellation)).Error, Does.Contain("does not run"));
    }

    [Test]
    public async Task Keys_that_are_none_are_refused(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", Root, _id, "sleep", "1000");
        var ended = await _scene.RunAsync(["console", "--detach-keys", "ctrl-pp", _id], "", cancellation);
        Assert.That(ended.Code, Is.EqualTo(2), ended.Error);
        Assert.That(ended.Error, Does.Contain("ctrl-pp"));
    }
}
