using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Oci;

/// <summary><c>containment-oci checkpoint</c> and <c>restore</c>, as people and conmon call them.</summary>
[Needs(Need.Root, Need.Criu)]
[CancelAfter(120_000)]
internal sealed class CheckpointTests
{
    private const string Count = "i=0; while :; do i=$((i+1)); echo $i; echo $i > /tmp/count; sleep 0.05; done";
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    private string Images => $"{_scene.Top}/images";

    // With pipes, as conmon runs it: the reader is this test.
    private async Task<(string Id, string Bundle, Process Reader)> RunAsync(string script, Action<JsonObject>? change = null)
    {
        var (id, bundle) = (_scene.NewId(), _scene.Bundle(script, change));
        var reader = Pipe("run", "-d", "--bundle", bundle, id);
        await ReadAsync(reader, 3);
        return (id, bundle, reader);
    }

    private Process Pipe(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("sh", ["-c", $"\"$@\" </dev/null 2>&1", "sh", Programs.Oci, "--root", _scene.State, .. arguments]) { RedirectStandardOutput = true })!;

    private async Task<int> ReadAsync(Process reader, int lines)
    {
        var last = "";
        for (var n = 0; n < lines; n++)
            if (!int.TryParse(last = await reader.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) ?? "nothing", out _)) Assert.Fail(last);
        return int.Parse(last);
    }

    [Test]
    public async Task A_container_comes_back_where_it_stopped_with_its_output_in_other_pipes()
    {
        var (id, bundle, reader) = await RunAsync(Count);
        var saved = await _scene.CallAsync("checkpoint", "--image-path", Images, "--work-path", $"{_scene.Top}/work", id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        var last = 0;
        while (await reader.StandardOutput.ReadLineAsync() is { } line) last = int.Parse(line);
        Assert.That((await _scene.CallAsync("state", id)).Error, Does.Contain("does not exist"), "it ended, and was deleted");
        Assert.That(JsonSerializer.Deserialize<string[]>(File.ReadAllText($"{Images}/descriptors.json"))![0], Is.EqualTo("/dev/null"));
        var again = Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, "--work-path", $"{_scene.Top}/work", "--pid-file", $"{_scene.Top}/pid", id);
        Assert.That(await ReadAsync(again, 1), Is.InRange(last, last + 1));
        await ReadAsync(again, 3);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("running"));
        Assert.That(File.ReadAllText($"{_scene.Top}/pid"), Is.EqualTo($"{await _scene.PidAsync(id)}"));
        Assert.That((await _scene.CallAsync("exec", id, "cat", "/proc/1/cgroup")).Output, Is.EqualTo((await _scene.CallAsync("exec", id, "cat", "/proc/self/cgroup")).Output));
        Assert.That((await _scene.CallAsync("exec", id, "sh", "-c", "read n < /tmp/count && [ $n -ge 3 ] && echo x > /dev/null && echo fine")).Output, Is.EqualTo("fine\n"));
    }

    [Test]
    public async Task What_was_restored_can_be_saved_and_restored_again()
    {
        var (id, bundle, reader) = await RunAsync(Count);
        var last = 0;
        for (var turn = 0; turn < 3; turn++)
        {
            var saved = await _scene.CallAsync("checkpoint", "--image-path", $"{Images}{turn}", id);
            Assert.That(saved.Code, Is.Zero, saved.Error);
            while (await reader.StandardOutput.ReadLineAsync() is { } line) last = int.Parse(line);
            reader = Pipe("restore", "-d", "--bundle", bundle, "--image-path", $"{Images}{turn}", id);
            var first = await ReadAsync(reader, 1);
            Assert.That(first, Is.InRange(last, last + 1));
            last = first;
        }
    }

    [Test]
    public async Task It_runs_on_when_that_is_asked_for()
    {
        var (id, _, reader) = await RunAsync(Count);
        Assert.That((await _scene.CallAsync("checkpoint", "--leave-running", "--image-path", Images, id)).Code, Is.Zero);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("running"));
        await ReadAsync(reader, 5);
        await _scene.CallAsync("pause", id);
        Assert.That((await _scene.CallAsync("checkpoint", "--leave-running", "--image-path", $"{Images}2", id)).Code, Is.Zero);
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("paused"));
    }

    [Test]
    public async Task A_copy_under_another_name_has_the_mounts_of_its_own_bundle()
    {
        var volume = Directory.CreateDirectory($"{_scene.Top}/volume").FullName;
        var (id, bundle, _) = await RunAsync("echo 1; echo 2; while :; do cat /data/word > /tmp/seen; echo 3; sleep 0.05; done", config =>
        {
            File.WriteAllText($"{volume}/word", "first");
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/data", ["type"] = "bind", ["source"] = volume, ["options"] = new JsonArray("rbind", "ro") });
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/etc/word", ["type"] = "bind", ["source"] = $"{volume}/word", ["options"] = new JsonArray("bind") });
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/dev/shm", ["type"] = "tmpfs", ["source"] = "shm", ["options"] = new JsonArray("nosuid", "mode=1777") });
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/dev/mqueue", ["type"] = "mqueue", ["source"] = "mqueue" });
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/sys", ["type"] = "sysfs", ["source"] = "sysfs", ["options"] = new JsonArray("nosuid", "ro") });
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/sys/fs/cgroup", ["type"] = "cgroup", ["source"] = "cgroup", ["options"] = new JsonArray("nosuid", "ro") });
            config["linux"]!["maskedPaths"] = new JsonArray("/proc/kcore", "/proc/acpi", "/proc/keys", "/sys/firmware");
            config["linux"]!["readonlyPaths"] = new JsonArray("/proc/sys", "/proc/irq");
            config["linux"]!["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "cgroup" });
        });
        var saved = await _scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        Directory.Delete($"{bundle}/rootfs/data");
        File.WriteAllText($"{volume}/word", "second");
        var other = _scene.NewId();
        var reader = Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, other);
        await ReadAsync(reader, 3);
        var seen = "";
        // It is empty for a moment whenever it is written anew.
        for (var n = 0; n < 50 && seen.Length == 0; n++) seen = (await _scene.CallAsync("exec", other, "cat", "/tmp/seen")).Output;
        Assert.That(seen, Is.EqualTo("second"));
        Assert.That((await _scene.CallAsync("exec", other, "sh", "-c", "echo x > /data/word")).Code, Is.Not.Zero, "it is still read-only");
        Assert.That((await _scene.CallAsync("exec", other, "cat", "/proc/keys")).Output, Is.Empty, "it is still masked");
    }

    [Test]
    public async Task A_terminal_comes_back_over_the_console_socket()
    {
        var (id, bundle) = (_scene.NewId(), _scene.Bundle("i=0; while read word; do i=$((i+1)); echo $i $word; done", config => config["process"]!["terminal"] = true));
        using (var master = await TerminalAsync("run", "-d", "--bundle", bundle, id))
        {
            await SayAsync(master, "one", "1 one");
            var saved = await _scene.CallAsync("checkpoint", "--image-path", Images, id);
            Assert.That(saved.Code, Is.Zero, saved.Error);
        }
        using var again = await TerminalAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, id);
        await SayAsync(again, "two", "2 two");
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("running"));
    }

    private async Task<FileStream> TerminalAsync(params string[] arguments)
    {
        var path = $"{_scene.Top}/console{arguments[0]}";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var (code, _, error) = await _scene.CallAsync([.. arguments[..^1], "--console-socket", path, arguments[^1]]);
        Assert.That(code, Is.Zero, error);
        using var connection = await listener.AcceptAsync();
        List<Descriptor> received = [];
        DescriptorPassing.Receive(connection, new byte[100], received);
        return new(new Microsoft.Win32.SafeHandles.SafeFileHandle(received.Single().DangerousGetHandle(), ownsHandle: true), FileAccess.ReadWrite, 0);
    }

    private static async Task SayAsync(FileStream master, string word, string answer)
    {
        await master.WriteAsync(System.Text.Encoding.UTF8.GetBytes(word + "\n"));
        var (text, buffer) = ("", new byte[1000]);
        while (!text.Contains(answer)) text += System.Text.Encoding.UTF8.GetString(buffer, 0, await Task.Run(() => master.Read(buffer)).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task A_network_namespace_of_others_is_used_again_and_kept()
    {
        using var network = await Containment.Linux.Networks.NetworkNamespace.CreateAsync();
        var path = $"/proc/{Environment.ProcessId}/fd/{network.Number}";
        var (id, bundle, _) = await RunAsync(Count, config => config["linux"]!["namespaces"]!.AsArray().First(one => (string?)one!["type"] == "network")!["path"] = path);
        var before = new FileInfo($"/proc/{await _scene.PidAsync(id)}/ns/net").LinkTarget;
        var saved = await _scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        await ReadAsync(Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, id), 1);
        Assert.That(new FileInfo($"/proc/{await _scene.PidAsync(id)}/ns/net").LinkTarget, Is.EqualTo(before));
    }

    [Test]
    public async Task A_user_namespace_is_made_again()
    {
        var (id, bundle, _) = await RunAsync(Count, config =>
        {
            var linux = config["linux"]!;
            linux["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "user" });
            foreach (var map in (string[])["uidMappings", "gidMappings"]) linux[map] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 200000, ["size"] = 65536 });
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/tmp", ["type"] = "tmpfs", ["source"] = "tmpfs" });
        });
        var saved = await _scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        await ReadAsync(Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, id), 3);
        Assert.That(File.ReadAllText($"/proc/{await _scene.PidAsync(id)}/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo((string[])["0", "200000", "65536\n"]));
        Assert.That((await _scene.CallAsync("exec", id, "sh", "-c", "read n < /tmp/count && echo fine")).Output, Is.EqualTo("fine\n"));
    }

    // A server in the container's own network namespace, and a client in another container of the same one.
    [Test]
    public async Task An_open_connection_comes_back_with_it()
    {
        using var network = await Containment.Linux.Networks.NetworkNamespace.CreateAsync();
        using (var socket = await Containment.Linux.Networks.NetworkNamespace.OpenInAsync(network, () => new Containment.Linux.Networks.NetlinkSocket())) socket.Send(Containment.Linux.Networks.LinkMessages.SetUp("lo", true), "lo up");
        var path = $"/proc/{Environment.ProcessId}/fd/{network.Number}";
        void Share(JsonObject config) => config["linux"]!["namespaces"]!.AsArray().First(one => (string?)one!["type"] == "network")!["path"] = path;
        var (id, bundle, _) = await RunAsync("echo 1; echo 2; echo 3; nc -l -p 7000 -e cat", Share);
        using var client = await Containment.Linux.Networks.NetworkNamespace.OpenInAsync(network, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        for (var n = 0; !client.Connected; n++)
            try
            {
                await client.ConnectAsync("127.0.0.1", 7000);
            }
            catch (SocketException) when (n < 100)
            {
                await Task.Delay(20);
            }
        Assert.That(await EchoAsync(client, "before"), Is.EqualTo("before"));
        Assert.That((await _scene.CallAsync("checkpoint", "--leave-running", "--image-path", $"{Images}0", id)).Error, Does.Contain("criu failed"), "without the flag it is refused");
        Assert.That(await EchoAsync(client, "still"), Is.EqualTo("still"));
        var saved = await _scene.CallAsync("checkpoint", "--tcp-established", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        var meanwhile = EchoAsync(client, "meanwhile");
        await Task.Delay(300);
        var restored = await _scene.CallAsync("restore", "-d", "--tcp-established", "--bundle", bundle, "--image-path", Images, id);
        Assert.That(restored.Code, Is.Zero, restored.Error);
        Assert.That(await meanwhile.WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo("meanwhile"));
    }

    private static async Task<string> EchoAsync(Socket client, string word)
    {
        await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(word));
        var buffer = new byte[100];
        return System.Text.Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer));
    }

    [Test]
    public async Task What_the_kernel_can_not_give_is_said_in_CRIUs_words()
    {
        var (id, _, reader) = await RunAsync(Count);
        var (code, _, error) = await _scene.CallAsync("checkpoint", "--pre-dump", "--image-path", Images, id);
        if (code != 0) Assert.That(error, Does.Contain("criu failed").And.Contain("racking"), "this kernel does not tell which memory was written");
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("running"));
        await ReadAsync(reader, 5);
    }

    [Test]
    public async Task In_the_foreground_restore_ends_with_the_container_and_its_exit_code()
    {
        var (id, bundle, _) = await RunAsync("echo 1; echo 2; echo 3; while :; do [ -e /tmp/go ] && exit 9; sleep 0.05; done");
        Assert.That((await _scene.CallAsync("checkpoint", "--image-path", Images, id)).Code, Is.Zero);
        File.WriteAllText($"{bundle}/rootfs/tmp/go", "");
        Assert.That((await _scene.CallAsync("restore", "--bundle", bundle, "--image-path", Images, id)).Code, Is.EqualTo(9));
        Assert.That((await _scene.CallAsync("state", id)).Error, Does.Contain("does not exist"));
    }

    [Test]
    public async Task What_does_not_run_or_is_not_there_can_not_be_saved()
    {
        Assert.That((await _scene.CallAsync("checkpoint", "--image-path", Images, "nobody")).Error, Does.Contain("does not exist"));
        var id = _scene.NewId();
        await _scene.CallAsync("create", "--bundle", _scene.Bundle("exec sleep 1000"), id);
        Assert.That((await _scene.CallAsync("checkpoint", "--image-path", Images, id)).Error, Does.Contain("created"));
        await _scene.CallAsync("kill", id, "KILL");
        for (var n = 0; n < 200 && await _scene.StatusAsync(id) != "stopped"; n++) await Task.Delay(10);
        Assert.That((await _scene.CallAsync("checkpoint", "--image-path", Images, id)).Error, Does.Contain("stopped"));
    }

    [Test]
    public async Task What_can_not_be_saved_goes_on()
    {
        var (id, _, reader) = await RunAsync(Count);
        _ = _scene.CallAsync("exec", id, "sleep", "1000");
        for (var n = 0; n < 200 && JsonSerializer.Deserialize<int[]>((await _scene.CallAsync("ps", "-f", "json", id)).Output)!.Length < 3; n++) await Task.Delay(10);
        var (code, _, error) = await _scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That((code, error), Is.EqualTo((1, error)));
        Assert.That(error, Does.Contain("exec"));
        Assert.That(await _scene.StatusAsync(id), Is.EqualTo("running"));
        await ReadAsync(reader, 5);
    }

    [Test]
    public async Task A_restore_that_can_not_be_leaves_nothing()
    {
        var (id, bundle, _) = await RunAsync(Count);
        Assert.That((await _scene.CallAsync("checkpoint", "--leave-running", "--image-path", Images, id)).Code, Is.Zero);
        Assert.That((await _scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, id)).Error, Does.Contain("already exists"));
        var other = _scene.NewId();
        Assert.That((await _scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", "/missing", other)).Error, Does.Contain("holds no checkpoint"));
        await _scene.CallAsync("kill", id, "KILL");
        for (var n = 0; n < 200 && await _scene.StatusAsync(id) != "stopped"; n++) await Task.Delay(10);
        File.WriteAllText($"{Images}/core-1.img", "damaged");
        var (code, _, error) = await _scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, other);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("criu failed"));
        foreach (var file in (string[])["containment.json", "descriptors.json"])
        {
            File.WriteAllText($"{Images}/{file}", "{");
            Assert.That((await _scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, other)).Error, Does.Contain("is damaged"));
        }
        Assert.That((await _scene.CallAsync("state", other)).Error, Does.Contain("does not exist"));
        Assert.That(Directory.GetDirectories(_scene.State).Select(Path.GetFileName), Is.EqualTo((string[])[id]));
    }

    [TestCase("checkpoint", "--manage-cgroups-mode", "other")]
    [TestCase("checkpoint", "--empty-ns", "uts")]
    [TestCase("checkpoint", "--page-server", "nowhere")]
    [TestCase("checkpoint", "--status-fd", "99")]
    [TestCase("checkpoint", "--parent-path", "/absolute")]
    [TestCase("restore", "--lsm-mount-context", null)]
    public async Task Bad_input_is_refused(string command, string flag, string? value)
    {
        var (code, _, error) = await _scene.CallAsync(value is null ? [command, flag] : [command, flag, value, "nobody"]);
        Assert.That(code, Is.EqualTo(1));
        if (value is null) Assert.That(error, Does.Contain("flag needs an argument"), "podman looks for these words to know that pods can be restored");
        else Assert.That(error, Does.Not.Contain("does not exist"));
    }
}
