using System.Diagnostics;
using System.Text;
using Containment.Bundles;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(60_000)]
internal sealed class KeeperTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private static async Task<string> ReadAsync(KeeperSession session)
    {
        var text = new StringBuilder();
        await foreach (var chunk in session.ReadOutputAsync()) text.Append(Encoding.UTF8.GetString(chunk.Data.Span));
        return text.ToString();
    }

    private static ExecRequest Exec(KeeperSession session, LaunchRequest container, ProcessSpec process) => new()
    {
        InitPid = session.InitPid,
        Process = RuntimeSpecCompiler.Process(process, Containment.Bundles.Users.UserIdentity.Root),
        Cgroup = container.Cgroup,
        Ids = container.Ids is { } range ? Containment.Launch.Plans.IdMaps.Of(range) : null,
    };

    [Test]
    public async Task Input_arrives_and_ends()
    {
        var request = _lab.Request(new("cat"));
        await using var session = await Lab.StartAsync(request);
        var big = new byte[300_000];
        Array.Fill(big, (byte)'x');
        await session.WriteInputAsync(big);
        await session.CloseInputAsync();
        Assert.That((await session.Exited.WaitAsync(Patience)).Code, Is.Zero);
        Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Has.Length.EqualTo(big.Length));
    }

    [Test]
    public async Task A_signal_is_the_way_it_ended()
    {
        await using var session = await _lab.StartAsync("sleep", "1000");
        Lab.Kill(session.InitPid);
        Assert.That((await session.Exited.WaitAsync(Patience)).Signal, Is.EqualTo(Signal.Kill));
    }

    [Test]
    public async Task A_second_session_finds_the_keeper_and_sees_the_end()
    {
        var request = _lab.Request(new("sh", "-c", "read line; echo got $line; exit 7"));
        await using (var first = await Lab.StartAsync(request)) Assert.That(first.InitPid, Is.Positive);
        await using var second = await KeeperSession.ConnectAsync(request.Keeper!.SocketPath);
        var output = ReadAsync(second);
        await Task.Delay(100);
        await second.WriteInputAsync("word\n"u8.ToArray());
        Assert.That((await second.Exited.WaitAsync(Patience)).Code, Is.EqualTo(7));
        Assert.That(await output.WaitAsync(Patience), Is.EqualTo("got word\n"));
    }

    [Test]
    public async Task A_container_outlives_the_host_process_that_was_killed()
    {
        var request = _lab.Request(new("sh", "-c", "echo before; read line; echo got $line; exit 7"));
        await SacrificedHost.StartAndDieAsync(LaunchCompiler.Compile(request), _lab.Directory);
        await using var session = await KeeperSession.ConnectAsync(request.Keeper!.SocketPath);
        await session.WriteInputAsync("word\n"u8.ToArray());
        Assert.That((await session.Exited.WaitAsync(Patience)).Code, Is.EqualTo(7));
        Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Is.EqualTo("before\ngot word\n"));
    }

    [Test]
    public async Task A_container_whose_starter_died_before_it_could_know_of_it_is_ended()
    {
        var request = _lab.Request(new("sh", "-c", "echo began; sleep 1000"));
        var keeper = await SacrificedHost.SendAndDieAsync(LaunchCompiler.Compile(request), _lab.Directory);
        bool Lives() => File.Exists($"/proc/{keeper}/stat") && !File.ReadAllText($"/proc/{keeper}/stat").Contains(") Z ", StringComparison.Ordinal);
        for (var wait = Stopwatch.StartNew(); Lives() && wait.Elapsed < Patience;) await Task.Delay(20);
        Assert.That(Lives(), Is.False);
        Assert.That(_lab.Cgroups.SelectMany(cgroup => File.ReadAllLines($"{cgroup}/cgroup.procs")), Is.Empty);
        Assert.That(File.Exists(request.Keeper!.LogPath), Is.True, "it never began");
        Assert.That((File.Exists(request.Keeper!.SocketPath), ExitRecord.Read(request.Keeper!.ExitPath)), Is.EqualTo((false, (ExitStatus?)null)));
    }

    [Test]
    public async Task A_log_that_was_torn_is_whole_again_for_the_next_run([Values(0, 5, 16, 17, 20000)] int torn)
    {
        var request = _lab.Request(new("sh", "-c", "echo second"));
        byte[] Frame(int size) => [1, 0, 0, 0, .. BitConverter.GetBytes(size), .. new byte[8], .. Enumerable.Repeat((byte)'x', size)];
        // More than the keeper reads at once.
        byte[] whole = [.. Frame(9000), .. Frame(16384), .. Enumerable.Range(0, 3000).SelectMany(_ => Frame(3))];
        File.WriteAllBytes(request.Keeper!.LogPath, [.. whole, .. Frame(torn + 1)[..Math.Min(torn, 16 + torn)]]);
        await using var session = await Lab.StartAsync(request);
        await session.Exited.WaitAsync(Patience);
        var log = File.ReadAllBytes(request.Keeper!.LogPath);
        Assert.That(log.AsSpan(0, whole.Length).SequenceEqual(whole), Is.True);
        Assert.That(System.Text.Encoding.UTF8.GetString(log[(whole.Length + 16)..]), Is.EqualTo("second\n"));
    }

    [Test]
    public async Task A_keeper_keeps_its_own_score_for_when_memory_runs_out()
    {
        var own = int.Parse(File.ReadAllText("/proc/self/oom_score_adj"));
        var request = _lab.Request(new("sh", "-c", "cat /proc/self/oom_score_adj; read line"), change: request => request with
        {
            Spec = request.Spec with { Process = request.Spec.Process! with { OomScoreAdj = own + 117 } },
        });
        await using var session = await Lab.StartAsync(request);
        var parent = File.ReadLines($"/proc/{session.InitPid}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.That(File.ReadAllText($"/proc/{session.InitPid}/oom_score_adj").Trim(), Is.EqualTo($"{own + 117}"));
        Assert.That(File.ReadAllText($"/proc/{parent}/oom_score_adj").Trim(), Is.EqualTo($"{own}"));
        await session.CloseInputAsync();
        await session.Exited.WaitAsync(Patience);
        Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Is.EqualTo($"{own + 117}\n"));
    }

    [Test]
    public async Task The_end_is_on_disk_when_nobody_was_there_to_see_it()
    {
        var request = _lab.Request(new("sh", "-c", "sleep 0.3; exit 6"));
        await SacrificedHost.StartAndDieAsync(LaunchCompiler.Compile(request), _lab.Directory);
        ExitStatus? status = null;
        for (var wait = Stopwatch.StartNew(); (status is null || File.Exists(request.Keeper!.SocketPath)) && wait.Elapsed < Patience; await Task.Delay(20)) status = ExitRecord.Read(request.Keeper!.ExitPath);
        Assert.That(status?.Code, Is.EqualTo(6));
        Assert.That(File.Exists(request.Keeper!.SocketPath), Is.False);
    }

    [Test]
    public async Task A_keeper_that_is_gone_is_said_to_be()
    {
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => KeeperSession.ConnectAsync($"{_lab.Directory}/nobody"));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.KeeperLost));
    }

    [Test]
    public async Task A_terminal_is_one_and_has_a_size()
    {
        var request = _lab.Request(new("sh", "-c", "tty; read x; stty size; echo $x >/dev/console") { Terminal = true });
        await using var session = await Lab.StartAsync(request);
        await session.ResizeAsync(132, 43);
        await session.WriteInputAsync("typed\n"u8.ToArray());
        Assert.That((await session.Exited.WaitAsync(Patience)).Code, Is.Zero);
        Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Does.Contain("/dev/pts/0").And.Contain("43 132").And.Contain("typed\r\n"));
    }

    [Test]
    public async Task Another_process_runs_in_the_same_container([Values] bool userNamespace, [Values] bool terminal)
    {
        var request = _lab.Request(new("sleep", "1000"), new() { UserNamespace = userNamespace, HostName = "box" });
        await using var session = await Lab.StartAsync(request);
        await using var exec = await Launcher.StartAsync(ExecCompiler.Compile(Exec(session, request, new("sh", "-c", "hostname; id -u; ls /proc/1/exe >/dev/null && ps; cat /proc/self/cgroup; exit 5") { Terminal = terminal })));
        var output = await ReadAsync(exec).WaitAsync(Patience);
        Assert.That((await exec.Exited.WaitAsync(Patience)).Code, Is.EqualTo(5));
        Assert.That(output.ReplaceLineEndings("\n"), Does.StartWith("box\n0\n").And.Contain("sleep 1000"));
        Lab.Kill(session.InitPid);
        await session.Exited.WaitAsync(Patience);
    }

    [Test]
    public async Task All_output_of_an_exec_arrives_however_slowly_it_is_read()
    {
        var request = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(request);
        await using var exec = await Launcher.StartAsync(ExecCompiler.Compile(Exec(session, request, new("head", "-c", "5000000", "/dev/zero"))));
        long read = 0;
        await Task.Delay(300);
        await foreach (var chunk in exec.ReadOutputAsync()) read += chunk.Data.Length;
        Assert.That(read, Is.EqualTo(5_000_000));
        Lab.Kill(session.InitPid);
        await session.Exited.WaitAsync(Patience);
    }

    [Test]
    public async Task A_reader_that_stands_still_does_not_hold_the_container()
    {
        var request = _lab.Request(new("sh", "-c", "read go; head -c 8000000 /dev/zero"));
        request = request with { Keeper = request.Keeper! with { LogLimit = 1 << 20 } };
        await using var session = await Lab.StartAsync(request);
        await using var stalled = session.ReadOutputAsync().GetAsyncEnumerator();
        var first = stalled.MoveNextAsync();
        await session.WriteInputAsync("\n"u8.ToArray());
        Assert.That((await session.Exited.WaitAsync(Patience)).Code, Is.Zero);
        Assert.That(await first, Is.True);
        Assert.That(new FileInfo(request.Keeper!.LogPath + ".1").Length, Is.InRange(1 << 19, 1 << 20));
    }

    [Test]
    public async Task A_burst_of_lines_reaches_a_reader()
    {
        var request = _lab.Request(new("sh", "-c", "read go; i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done"));
        await using var session = await Lab.StartAsync(request);
        var output = ReadAsync(session);
        await Task.Delay(200);
        await session.WriteInputAsync("\n"u8.ToArray());
        Assert.That((await output.WaitAsync(Patience)).Split('\n'), Has.Length.EqualTo(2001));
    }

    [Test]
    public async Task The_streams_are_given_out()
    {
        var request = _lab.Request(new("cat"));
        await using var session = await Lab.StartAsync(request);
        using var streams = await session.ReleaseAsync();
        Assert.That(streams.Input, Is.Not.Null);
        Assert.That(streams.Output, Is.Not.Null);
        await session.CloseInputAsync();
        streams.Dispose();
        Assert.That((await session.Exited.WaitAsync(Patience)).Code, Is.Zero);
    }

    [Test]
    public async Task A_command_that_is_not_there_is_named()
    {
        var refused = await Assert.ThrowsAsync<KernelException>(() => _lab.StartAsync("no-such-thing"));
        Assert.That(refused!.Message, Is.EqualTo("execve no-such-thing: ENOENT"));
    }

    [Test]
    public async Task The_small_init_reaps_and_gives_the_commands_code()
    {
        var request = _lab.Request(new("sh", "-c", "(sleep 0.1 &) ; echo $$; sleep 0.3; ps; exit 9"), new() { FirstProcess = FirstProcess.Reaper });
        var (status, output) = await Lab.RunAsync(request);
        Assert.That(status.Code, Is.EqualTo(9));
        Assert.That(output, Does.StartWith("2\n").And.Not.Contain("[sleep]"));
    }

    [Test]
    public async Task A_system_container_boots_busybox_init()
    {
        File.WriteAllText($"{_lab.Root}/etc/inittab", "::sysinit:/bin/echo booted\n::wait:/bin/sleep 1\n::once:/bin/kill -TERM 1\n::shutdown:/bin/echo down\n");
        var request = _lab.Request(new("/bin/init"), new() { FirstProcess = FirstProcess.System });
        await using var session = await Lab.StartAsync(request);
        for (var wait = Stopwatch.StartNew(); !Lab.ReadLog(request.Keeper!.LogPath).Contains("booted") && wait.Elapsed < Patience;) await Task.Delay(20);
        Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Does.Contain("booted"));
        Lab.Kill(session.InitPid);
        await session.Exited.WaitAsync(Patience);
    }

    [Test]
    public async Task Fifty_start_at_once_from_many_tasks()
    {
        var requests = Enumerable.Range(0, 50).Select(_ => _lab.Request(new("sh", "-c", "echo ready; exit 4"))).ToArray();
        var results = await Task.WhenAll(requests.Select(request => Task.Run(() => Lab.RunAsync(request))));
        Assert.That(results.Select(r => (r.Status.Code, r.Output)), Is.All.EqualTo(((int?)4, "ready\n")));
    }
}
