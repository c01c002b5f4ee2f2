using System.Globalization;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containerd;

/// <summary>containerd's shim for runc (io.containerd.runc.v2), driven by ctr, with containment-oci as its binary.</summary>
[Needs(Need.Root, Need.Busybox, Need.Containerd, Need.Oci), CancelAfter(60_000)]
internal sealed class ContainerdTests
{
    private ContainerdScene _scene = null!;
    private string _id = "";

    [OneTimeSetUp]
    public async Task Make() => _scene = await ContainerdScene.MakeAsync();

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (_scene is not null) await _scene.DisposeAsync();
    }

    [SetUp]
    public void NameIt() => _id = TestHost.NewId().Value;

    [Test]
    public async Task A_run_passes_both_outputs_and_the_exit_code_on(CancellationToken cancellation)
    {
        var ended = await _scene.CtrAsync(cancellation, _scene.Run(["--rm"], _id, "sh", "-c", "echo out; echo err >&2; exit 3"));
        Assert.That((ended.Code, ended.Output, ended.Error), Is.EqualTo((3, "out\n", "err\n")));
        Assert.That(await _scene.DoAsync(cancellation, "containers", "ls", "-q"), Does.Not.Contain(_id));
    }

    [Test]
    public async Task A_command_that_is_missing_is_named_and_nothing_is_left(CancellationToken cancellation)
    {
        var ended = await _scene.CtrAsync(cancellation, _scene.Run(["--rm"], _id, "no-such-program"));
        Assert.That(ended.Code, Is.Not.Zero);
        Assert.That(ended.Error, Does.Contain("\"no-such-program\": executable file not found in $PATH"));
        Assert.That(MachineState.Of("/no/such", _id), Is.Empty);
    }

    [Test]
    public async Task A_command_is_put_in_on_a_terminal_and_without(CancellationToken cancellation)
    {
        var process = await _scene.StartAsync(cancellation, _id, "sleep", "1000");
        var ended = await _scene.CtrAsync(cancellation, "task", "exec", "--exec-id", "one", _id, "sh", "-c", "readlink /proc/self/ns/mnt; exit 4");
        Assert.That((ended.Code, ended.Output.TrimEnd('\n')), Is.EqualTo((4, new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/mnt")).LinkTarget)));
        var terminal = _scene.Program("script", "-qefc", $"ctr --address {_scene.Top}/containerd.sock task exec --tty --exec-id two {_id} sh", "/dev/null");
        await terminal.UntilAsync("# ", cancellation);
        await terminal.Input.WriteAsync("tty; exit $((3+4))\n");
        var typed = await terminal.WaitAsync(cancellation);
        Assert.That(typed.Output, Does.Contain("\n/dev/pts/0"));
        Assert.That(typed.Code, Is.EqualTo(7));
    }

    [Test]
    public async Task A_task_is_paused_and_resumed(CancellationToken cancellation)
    {
        await _scene.StartAsync(cancellation, _id, "sleep", "1000");
        await _scene.DoAsync(cancellation, "task", "pause", _id);
        Assert.That((await _scene.TaskAsync(cancellation, _id))[2], Is.EqualTo("PAUSED"));
        await _scene.DoAsync(cancellation, "task", "resume", _id);
        Assert.That((await _scene.TaskAsync(cancellation, _id))[2], Is.EqualTo("RUNNING"));
    }

    [Test]
    public async Task The_processes_and_the_use_of_a_task_are_told(CancellationToken cancellation)
    {
        var process = await _scene.StartAsync(cancellation, _id, "sh", "-c", "sleep 1000 & sleep 1000; true");
        var processes = Array.Empty<string>();
        while (processes.Length != 3)
        {
            processes = [.. (await _scene.DoAsync(cancellation, "task", "ps", _id)).Split('\n').Skip(1).Select(line => line.Split(' ')[0])];
            await Task.Delay(20, cancellation);
        }
        Assert.That(processes, Does.Contain($"{process}"));
        Assert.That(await _scene.DoAsync(cancellation, "task", "metrics", _id), Does.Match(@"(?m)^memory\.\S+ +\d+").And.Match(@"(?m)^(pids.current +3|cpu)"));
    }

    [Test]
    public async Task A_task_ends_by_the_signal_it_is_sent(CancellationToken cancellation)
    {
        var process = await _scene.StartAsync(cancellation, _id, "sh", "-c", "trap 'exit 5' USR1; while :; do sleep 0.05; done");
        // The trap must be set first.
        while (!(await File.ReadAllLinesAsync($"/proc/{process}/status", cancellation)).Any(line => line.StartsWith("SigCgt:", StringComparison.Ordinal) && (Convert.ToUInt64(line[8..].Trim(), 16) & 1 << 9) != 0)) await Task.Delay(10, cancellation);
        await _scene.DoAsync(cancellation, "task", "kill", "--signal", "USR1", _id);
        while ((await _scene.TaskAsync(cancellation, _id))[2] != "STOPPED") await Task.Delay(20, cancellation);
        Assert.That((await _scene.CtrAsync(cancellation, "task", "rm", _id)).Error, Does.Contain("exit code 5").Or.Contain("code 5"));
        await _scene.DoAsync(cancellation, "containers", "rm", _id);
        Assert.That(MachineState.Of("/no/such", _id), Is.Empty);
    }

    [Test]
    public async Task A_limit_of_memory_is_in_force(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, _scene.Run(["--detach", "--memory-limit", $"{48 << 20}"], _id, "sleep", "1000"));
        Assert.That(KernelLimit.Memory(int.Parse((await _scene.TaskAsync(cancellation, _id))[1], CultureInfo.InvariantCulture)), Is.EqualTo($"{48 << 20}"));
    }
}
