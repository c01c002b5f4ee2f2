using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Podman;

/// <summary>podman run: streams, terminal, exit codes, and who and where the process is.</summary>
internal sealed class RunTests : PodmanTests
{
    [Test]
    public async Task A_run_passes_both_outputs_and_the_exit_code_on(CancellationToken cancellation) =>
        Assert.That(await Scene.RunAsync(cancellation, "--rm", Image, "sh", "-c", "echo out; echo err >&2; exit 3"), Is.EqualTo(new Ended(3, "out\n", "err\n")));

    [Test]
    public async Task A_run_passes_its_input_on_and_ends_it(CancellationToken cancellation)
    {
        var ended = await Scene.PodmanAsync(cancellation, Scene.Run("--rm", "-i", Image, "sh", "-c", "cat; echo end"), "one\ntwo\n");
        Assert.That(ended, Is.EqualTo(new Ended(0, "one\ntwo\nend\n", "")));
    }

    [Test]
    public async Task A_run_on_a_terminal_has_its_size_and_answers_what_is_typed(CancellationToken cancellation)
    {
        var terminal = Scene.OnTerminal(Scene.Run("--rm", "-it", Image, "sh"));
        await terminal.UntilAsync("/ # ", cancellation);
        // What is looked for must not be in the echo of what is typed.
        await terminal.Input.WriteAsync("test -t 0 && test -t 1 && test -t 2 && tty; stty size; exit $((3+4))\n");
        var ended = await terminal.WaitAsync(cancellation);
        Assert.That(ended.Output, Does.Contain("/dev/pts/0\r\n33 77\r\n"));
        Assert.That(ended.Code, Is.EqualTo(7));
    }

    [Test]
    public async Task Control_C_on_the_terminal_interrupts_the_foreground_job(CancellationToken cancellation)
    {
        var terminal = Scene.OnTerminal(Scene.Run("--rm", "-it", Image, "sh"));
        await terminal.UntilAsync("/ # ", cancellation);
        await terminal.Input.WriteAsync("echo be''gun; sleep 1000\n");
        await terminal.UntilAsync("begun", cancellation);
        await terminal.Input.WriteAsync("\u0003");
        await terminal.Input.WriteAsync("echo in''terrupted; exit\n");
        await terminal.UntilAsync("interrupted", cancellation);
    }

    [TestCase("no-such-program", 127)]
    [TestCase("/no/such/program", 127)]
    [TestCase("/etc/passwd", 126)]
    [TestCase("/tmp", 126)]
    public async Task A_command_that_can_not_be_run_has_its_exit_code_and_leaves_nothing(string command, int code, CancellationToken cancellation)
    {
        var ended = await Scene.RunAsync(cancellation, "--rm", "--name", Name, Image, command);
        Assert.That(ended.Code, Is.EqualTo(code), ended.Error);
        Assert.That(ended.Error, Does.Contain(command));
        Assert.That(await Scene.DoAsync(cancellation, "ps", "-aq", "--filter", $"name={Name}"), Is.Empty);
    }

    [TestCase("kill -9 $$", 137)]
    [TestCase("kill -TERM $$", 143)]
    public async Task A_process_that_a_signal_ends_has_128_and_the_signal(string script, int code, CancellationToken cancellation) =>
        // Not the first process: what it sends itself it may ignore.
        Assert.That((await Scene.RunAsync(cancellation, "--rm", Image, "sh", "-c", $"sh -c '{script}'; exit $?")).Code, Is.EqualTo(code));

    [Test]
    public async Task User_directory_environment_and_host_name_are_as_told(CancellationToken cancellation)
    {
        var output = await ShellAsync(cancellation, "id; pwd; echo $COLOUR; hostname; umask", "--user", "alice", "--group-add", "77", "--workdir", "/var", "--env", "COLOUR=red", "--hostname", "ctbox", "--umask", "0027");
        Assert.That(output, Is.EqualTo("uid=1000(alice) gid=1000(alice) groups=77,1000(alice)\n/var\nred\nctbox\n0027").Or.EqualTo("uid=1000(alice) gid=1000(alice) groups=1000(alice),77\n/var\nred\nctbox\n0027"));
    }

    [Test]
    public async Task A_working_directory_that_is_missing_is_an_error_that_names_it(CancellationToken cancellation)
    {
        var ended = await Scene.RunAsync(cancellation, "--rm", "--workdir", "/no/such/place", Image, "true");
        Assert.That(ended.Code, Is.Not.Zero);
        Assert.That(ended.Error, Does.Contain("/no/such/place"));
    }

    [Test]
    public async Task Init_reaps_and_passes_signals_on(CancellationToken cancellation)
    {
        await Scene.StartAsync(cancellation, Name, "--init", Image, "sh", "-c", "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        await UntilAsync(async () => await Scene.DoAsync(cancellation, "logs", Name) == "ready", cancellation);
        Assert.That((await ExecAsync(cancellation, Name, "cat", "/proc/1/cmdline")).Replace('\0', ' '), Does.Contain("init").And.Contain("--"));
        await Scene.DoAsync(cancellation, "stop", "--time", "20", Name);
        Assert.That(await Scene.InspectAsync(cancellation, Name, ".State.ExitCode"), Is.EqualTo("9"));
    }

    [Test]
    public async Task Descriptors_that_are_to_be_kept_are_handed_on(CancellationToken cancellation)
    {
        var command = string.Join(' ', [.. Scene.Command, .. Scene.Run("--rm", "--preserve-fds", "1", Image, "sh", "-c", "\"cat <&3; ls /proc/self/fd | wc -l\"")]);
        var shell = Scene.Program("bash", "-c", $"{command} 3< <(echo kept)");
        // 0, 1, 2, 3, and the one ls reads the directory with.
        Assert.That(await shell.WaitAsync(cancellation), Is.EqualTo(new Ended(0, "kept\n5\n", "")));
    }

    [Test]
    public async Task A_privileged_container_has_every_capability_and_device_of_its_caller(CancellationToken cancellation)
    {
        var own = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapBnd:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.That(await ShellAsync(cancellation, "grep CapEff /proc/self/status | cut -f2; ls /dev/kmsg; mkdir /tmp/m && mount -t tmpfs tmpfs /tmp/m && echo mounted", "--privileged"), Is.EqualTo($"{own}\n/dev/kmsg\nmounted"));
    }
}
