using System.Net.Sockets;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Oci;

/// <summary><c>containment-oci exec</c>, as people, conmon and containerd's shim call it.</summary>
[Needs(Need.Root, Need.Busybox, Need.Oci)]
[CancelAfter(120_000)]
internal sealed class ExecTests
{
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    private string File(string name, string content)
    {
        System.IO.File.WriteAllText($"{_scene.Top}/{name}", content);
        return $"{_scene.Top}/{name}";
    }

    [Test]
    public async Task Its_exit_code_and_output_are_those_of_the_process()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var (code, output, error) = await _scene.FeedAsync("typed\n", "exec", id, "sh", "-c", "read word; echo $word; echo bad >&2; exit 7");
        Assert.That((code, output, error), Is.EqualTo((7, "typed\n", "bad\n")));
        Assert.That((await _scene.CallAsync("exec", id, "sh", "-c", "kill -9 $$")).Code, Is.EqualTo(137));
    }

    [Test]
    public async Task Without_flags_it_is_what_the_containers_own_process_is()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        Assert.That((await _scene.CallAsync("exec", id, "sh", "-c", "pwd; echo $COLOUR; id -u; grep CapBnd /proc/self/status; cat /proc/1/comm")).Output,
            Is.EqualTo("/tmp\nblue\n0\nCapBnd:\t00000000000000e1\nsleep\n"));
    }

    [Test]
    public async Task Flags_change_what_it_is()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var (_, output, error) = await _scene.CallAsync("exec", "--cwd", "/dev", "--env", "COLOUR=red", "-e", "SIZE=9", "--user", "12:34", "--additional-gids", "56", "-g", "78", "--no-new-privs",
            "--cap", "CAP_SYS_TIME", id, "sh", "-c", "pwd; echo $COLOUR $SIZE; id -u; id -g; id -G; grep -E 'NoNew|CapBnd' /proc/self/status");
        Assert.That(output, Is.EqualTo("/dev\nred 9\n12\n34\n34 56 78\nCapBnd:\t00000000020000e1\nNoNewPrivs:\t1\n"), error);
    }

    [Test]
    public async Task Another_user_can_open_its_streams_by_name()
    {
        using var made = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Fixtures.Programs.Oci, ["--root", _scene.State, "run", "--bundle",
            _scene.Bundle("echo run > /dev/stdout", config => config["process"]!["user"] = new JsonObject { ["uid"] = 12, ["gid"] = 34 }), _scene.NewId()]) { RedirectStandardOutput = true })!;
        Assert.That(await made.StandardOutput.ReadToEndAsync(), Is.EqualTo("run\n"));
        var id = await _scene.RunAsync("exec sleep 1000");
        using var further = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(Fixtures.Programs.Oci, ["--root", _scene.State, "exec", "-u", "12:34", id, "sh", "-c", "echo exec > /dev/stdout"]) { RedirectStandardOutput = true })!;
        Assert.That(await further.StandardOutput.ReadToEndAsync(), Is.EqualTo("exec\n"));
    }

    [Test]
    public async Task The_null_device_is_the_containers_own()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", $"{Fixtures.Programs.Oci} --root {_scene.State} exec {id} sh -c 'cat /proc/self/fdinfo/0; cat /proc/self/mountinfo' </dev/null"]) { RedirectStandardOutput = true })!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n');
        var mount = lines.Single(line => line.StartsWith("mnt_id:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.That(lines.Single(line => line.StartsWith($"{mount} ", StringComparison.Ordinal)), Does.Contain(" /dev "));
    }

    [Test]
    public async Task What_stands_behind_the_command_is_the_commands()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        Assert.That((await _scene.CallAsync("exec", id, "echo", "--env", "-t", "--", "--help")).Output, Is.EqualTo("--env -t -- --help\n"));
    }

    [Test]
    public async Task A_process_file_is_taken_as_it_is()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var file = File("process.json", """{"args":["sh","-c","pwd; id -u; umask; ulimit -n; echo $A; cat /proc/self/oom_score_adj"],"cwd":"/","env":["PATH=/bin","A=b"],"user":{"uid":5,"gid":6,"umask":63},"rlimits":[{"type":"RLIMIT_NOFILE","soft":77,"hard":88}],"oomScoreAdj":100}""");
        Assert.That((await _scene.CallAsync("exec", "--process", file, id)).Output, Is.EqualTo("/\n5\n0077\n77\nb\n100\n"));
    }

    [Test]
    public async Task Detached_it_returns_at_once_and_tells_the_process_by_a_file()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var file = File("process.json", """{"args":["sh","-c","echo begun; exec sleep 1000"],"cwd":"/","env":["PATH=/bin"],"user":{"uid":0,"gid":0}}""");
        Assert.That((await _scene.CallAsync("exec", "--detach", "--pid-file", $"{_scene.Top}/pid", "--process", file, id)).Code, Is.Zero);
        Assert.That(await _scene.OutputAsync("begun"), Is.EqualTo("begun\n"));
        var pid = int.Parse(System.IO.File.ReadAllText($"{_scene.Top}/pid"));
        // Busybox begins each of its commands as /proc/self/exe.
        for (var n = 0; n < 500 && System.IO.File.ReadAllText($"/proc/{pid}/comm") is "exe\n" or "sh\n"; n++) await Task.Delay(20);
        Assert.That(System.IO.File.ReadAllText($"/proc/{pid}/comm"), Is.EqualTo("sleep\n"));
        Assert.That(new FileInfo($"/proc/{pid}/ns/pid").LinkTarget, Is.EqualTo(new FileInfo($"/proc/{await _scene.PidAsync(id)}/ns/pid").LinkTarget));
    }

    [Test]
    public async Task Its_terminal_goes_to_the_console_socket()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var path = $"{_scene.Top}/console";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var file = File("process.json", """{"terminal":true,"consoleSize":{"height":30,"width":100},"args":["sh","-c","tty; stty size; exec sleep 1000"],"cwd":"/","env":["PATH=/bin"],"user":{"uid":0,"gid":0}}""");
        var (code, _, error) = await _scene.CallAsync("exec", "-d", "--console-socket", path, "-p", file, id);
        Assert.That(code, Is.Zero, error);
        using var connection = await listener.AcceptAsync();
        List<Descriptor> received = [];
        DescriptorPassing.Receive(connection, new byte[100], received);
        using var master = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(received.Single().DangerousGetHandle(), ownsHandle: false), FileAccess.ReadWrite, 0);
        var text = "";
        var buffer = new byte[1000];
        while (!text.Contains("30 100")) text += System.Text.Encoding.UTF8.GetString(buffer, 0, master.Read(buffer));
        Assert.That(text, Does.Contain("/dev/pts/0"));
        received[0].Dispose();
    }

    [Test]
    public async Task In_the_foreground_its_terminal_is_the_callers()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        using var script = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("script", ["-qec", $"{Fixtures.Programs.Oci} --root {_scene.State} exec -t {id} sh -c 'tty; read word; echo got $word; exit 5'", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await script.StandardInput.WriteLineAsync("hello");
        await script.StandardInput.FlushAsync();
        var output = await script.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await script.WaitForExitAsync();
        Assert.That(output, Does.Contain("/dev/pts/0").And.Contain("got hello"));
        Assert.That(script.ExitCode, Is.EqualTo(5));
    }

    [Test]
    public async Task It_runs_in_a_container_that_was_not_begun_yet()
    {
        var id = _scene.NewId();
        await _scene.CallAsync("create", "--bundle", _scene.Bundle("exec sleep 1000"), id);
        Assert.That((await _scene.CallAsync("exec", id, "echo", "early")).Output, Is.EqualTo("early\n"));
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("created"));
    }

    [Test]
    public async Task It_joins_a_user_namespace([Values(0, 7)] int user)
    {
        var id = await _scene.RunAsync("exec sleep 1000", config =>
        {
            var linux = config["linux"]!;
            linux["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "user" });
            linux["uidMappings"] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 200000, ["size"] = 1000 });
            linux["gidMappings"] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 200000, ["size"] = 1000 });
        });
        Assert.That((await _scene.CallAsync("exec", "-u", $"{user}:{user}", id, "sh", "-c", "id -u; cat /proc/self/uid_map")).Output.Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(($"{user}\n 0 200000 1000\n").Split(' ')));
    }

    [TestCase("cannot exec in a stopped container", "true")]
    public async Task A_container_that_has_ended_takes_none(string words, string script)
    {
        var id = await _scene.RunAsync(script);
        for (var n = 0; n < 200 && await _scene.StatusAsync(id) != "stopped"; n++) await Task.Delay(10);
        var (code, _, error) = await _scene.CallAsync("exec", id, "true");
        Assert.That((code, error), Is.EqualTo((255, $"exec failed: {words}\n")));
    }

    [Test]
    public async Task What_can_not_be_executed_is_said_in_the_words_that_callers_look_for()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var (code, _, error) = await _scene.CallAsync("exec", id, "missing");
        Assert.That((code, error), Is.EqualTo((255, "exec failed: exec: \"missing\": executable file not found in $PATH\n")));
        Assert.That((await _scene.CallAsync("exec", id, "/bin/missing")).Error, Does.Contain("no such file or directory"));
        Assert.That((await _scene.CallAsync("exec", id, "/tmp")).Error, Does.Contain("permission denied"));
        Assert.That((await _scene.CallAsync("exec", "--cwd", "/missing", id, "true")).Error, Does.Contain("/missing"));
        Assert.That((await _scene.CallAsync("exec", "nobody", "true")).Error, Does.Contain("container does not exist"));
    }

    [TestCase("--user", "root")]
    [TestCase("--user", "1:x")]
    [TestCase("-g", "-1")]
    [TestCase("--cwd", "not/absolute")]
    [TestCase("--preserve-fds", "100000")]
    [TestCase("--process", "/missing.json")]
    [TestCase("--console-socket", "/missing")]
    [TestCase("--detach --tty", "")]
    [TestCase("--cgroup", "../..")]
    [TestCase("--cgroup", "nosuch:/x")]
    public async Task Bad_input_is_refused(string flag, string value)
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var (code, output, error) = await _scene.CallAsync([.. (string[])["exec", .. flag.Split(' ')], .. value.Length > 0 ? (string[])[value] : [], id, "echo", "ran"]);
        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Is.Empty);
        Assert.That(error, Is.Not.Empty.And.Not.Contain("   at "));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"args\":[]}")]
    [TestCase("{\"args\":[\"true\"],\"cwd\":\"x\"}")]
    [TestCase("{\"args\":[\"true\"],\"cwd\":\"/\",\"rlimits\":[{\"type\":\"RLIMIT_NONE\",\"soft\":1,\"hard\":1}]}")]
    public async Task A_process_file_that_is_none_is_refused(string content)
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        var (code, _, error) = await _scene.CallAsync("exec", "--process", File("process.json", content), id);
        Assert.That(code, Is.EqualTo(255));
        Assert.That(error, Does.StartWith("exec failed: ").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Preserved_descriptors_arrive()
    {
        var id = await _scene.RunAsync("exec sleep 1000");
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", $"LISTEN_FDS=1 {Fixtures.Programs.Oci} --root {_scene.State} exec --preserve-fds 1 {id} sh -c 'cat <&3; cat <&4; echo $LISTEN_FDS' 3<{File("three", "three\n")} 4<{File("four", "four\n")}"]) { RedirectStandardOutput = true })!;
        Assert.That(await process.StandardOutput.ReadToEndAsync(), Is.EqualTo("three\nfour\n1\n"));
    }
}
