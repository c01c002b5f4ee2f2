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
[Needs(Need.Root, Need.Busybox, Need.Oci, Need.Criu)]
[CancelAfter(120_000)]
internal sealed class CheckpointTests : CheckpointFixture
{
    [Test]
    public async Task A_container_comes_back_where_it_stopped_with_its_output_in_other_pipes()
    {
        var (id, bundle, reader) = await RunAsync(Count);
        var saved = await Scene.CallAsync("checkpoint", "--image-path", Images, "--work-path", $"{Scene.Top}/work", id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        var last = 3;
        while (await reader.StandardOutput.ReadLineAsync() is { } line) last = int.Parse(line);
        Assert.That((await Scene.CallAsync("state", id)).Error, Does.Contain("does not exist"), "it ended, and was deleted");
        Assert.That(JsonSerializer.Deserialize<string[]>(File.ReadAllText($"{Images}/descriptors.json"))![0], Is.EqualTo("/dev/null"));
        var again = Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, "--work-path", $"{Scene.Top}/work", "--pid-file", $"{Scene.Top}/pid", id);
        Assert.That(await ReadAsync(again, 1), Is.InRange(last, last + 1));
        await ReadAsync(again, 3);
        Assert.That(await Scene.StatusAsync(id), Is.EqualTo("running"));
        Assert.That(File.ReadAllText($"{Scene.Top}/pid"), Is.EqualTo($"{await Scene.PidAsync(id)}"));
        Assert.That((await Scene.CallAsync("exec", id, "cat", "/proc/1/cgroup")).Output, Is.EqualTo((await Scene.CallAsync("exec", id, "cat", "/proc/self/cgroup")).Output));
        Assert.That((await Scene.CallAsync("exec", id, "sh", "-c", "read n < /tmp/count && [ $n -ge 3 ] && echo x > /dev/null && echo fine")).Output, Is.EqualTo("fine\n"));
    }

    [Test]
    public async Task What_was_restored_can_be_saved_and_restored_again()
    {
        var (id, bundle, reader) = await RunAsync(Count);
        var last = 3;
        for (var turn = 0; turn < 3; turn++)
        {
            var saved = await Scene.CallAsync("checkpoint", "--image-path", $"{Images}{turn}", id);
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
        Assert.That((await Scene.CallAsync("checkpoint", "--leave-running", "--image-path", Images, id)).Code, Is.Zero);
        Assert.That(await Scene.StatusAsync(id), Is.EqualTo("running"));
        await ReadAsync(reader, 5);
        await Scene.CallAsync("pause", id);
        Assert.That((await Scene.CallAsync("checkpoint", "--leave-running", "--image-path", $"{Images}2", id)).Code, Is.Zero);
        Assert.That(await Scene.StatusAsync(id), Is.EqualTo("paused"));
    }

    [Test]
    public async Task A_copy_under_another_name_has_the_mounts_of_its_own_bundle()
    {
        var volume = Directory.CreateDirectory($"{Scene.Top}/volume").FullName;
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
        var saved = await Scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        Directory.Delete($"{bundle}/rootfs/data");
        File.WriteAllText($"{volume}/word", "second");
        var other = Scene.NewId();
        var reader = Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, other);
        await ReadAsync(reader, 3);
        var seen = "";
        // It is empty for a moment whenever it is written anew.
        for (var n = 0; n < 50 && seen.Length == 0; n++) seen = (await Scene.CallAsync("exec", other, "cat", "/tmp/seen")).Output;
        Assert.That(seen, Is.EqualTo("second"));
        Assert.That((await Scene.CallAsync("exec", other, "sh", "-c", "echo x > /data/word")).Code, Is.Not.Zero, "it is still read-only");
        Assert.That((await Scene.CallAsync("exec", other, "cat", "/proc/keys")).Output, Is.Empty, "it is still masked");
    }

    [Test]
    public async Task A_terminal_comes_back_over_the_console_socket()
    {
        var (id, bundle) = (Scene.NewId(), Scene.Bundle("i=0; while read word; do i=$((i+1)); echo $i $word; done", config => config["process"]!["terminal"] = true));
        using (var master = await TerminalAsync("run", "-d", "--bundle", bundle, id))
        {
            await SayAsync(master, "one", "1 one");
            var saved = await Scene.CallAsync("checkpoint", "--image-path", Images, id);
            Assert.That(saved.Code, Is.Zero, saved.Error);
        }
        using var again = await TerminalAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, id);
        await SayAsync(again, "two", "2 two");
        Assert.That(await Scene.StatusAsync(id), Is.EqualTo("running"));
    }

    private async Task<FileStream> TerminalAsync(params string[] arguments)
    {
        var path = $"{Scene.Top}/console{arguments[0]}";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var (code, _, error) = await Scene.CallAsync([.. arguments[..^1], "--console-socket", path, arguments[^1]]);
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
        var before = new FileInfo($"/proc/{await Scene.PidAsync(id)}/ns/net").LinkTarget;
        var saved = await Scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        await ReadAsync(Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, id), 1);
        Assert.That(new FileInfo($"/proc/{await Scene.PidAsync(id)}/ns/net").LinkTarget, Is.EqualTo(before));
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
        var saved = await Scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        await ReadAsync(Pipe("restore", "-d", "--bundle", bundle, "--image-path", Images, id), 3);
        Assert.That(File.ReadAllText($"/proc/{await Scene.PidAsync(id)}/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo((string[])["0", "200000", "65536\n"]));
        Assert.That((await Scene.CallAsync("exec", id, "sh", "-c", "read n < /tmp/count && echo fine")).Output, Is.EqualTo("fine\n"));
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
        using var client = await ConnectAsync(network);
        Assert.That(await EchoAsync(client, "before"), Is.EqualTo("before"));
        Assert.That((await Scene.CallAsync("checkpoint", "--leave-running", "--image-path", $"{Images}0", id)).Error, Does.Contain("criu failed"), "without the flag it is refused");
        Assert.That(await EchoAsync(client, "still"), Is.EqualTo("still"));
        var saved = await Scene.CallAsync("checkpoint", "--tcp-established", "--image-path", Images, id);
        Assert.That(saved.Code, Is.Zero, saved.Error);
        var meanwhile = EchoAsync(client, "meanwhile");
        await Task.Delay(300);
        var restored = await Scene.CallAsync("restore", "-d", "--tcp-established", "--bundle", bundle, "--image-path", Images, id);
        Assert.That(restored.Code, Is.Zero, restored.Error);
        Assert.That(await meanwhile.WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo("meanwhile"));
    }

    private static async Task<string> EchoAsync(Socket client, string word)
    {
        await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(word));
        var buffer = new byte[100];
        return System.Text.Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer));
    }

    // Another socket for each try: after one that failed the runtime makes a new one by itself, and that in its own namespace.
    private static async Task<Socket> ConnectAsync(Containment.Linux.Descriptors.Descriptor network)
    {
        for (var n = 0; ; n++)
        {
            var client = await Containment.Linux.Networks.NetworkNamespace.OpenInAsync(network, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            try
            {
                await client.ConnectAsync("127.0.0.1", 7000);
                return client;
            }
            catch (SocketException) when (n < 1000)
            {
                client.Dispose();
                await Task.Delay(20);
            }
        }
    }

    [Test]
    public async Task In_the_foreground_restore_ends_with_the_container_and_its_exit_code()
    {
        var (id, bundle, _) = await RunAsync("echo 1; echo 2; echo 3; while :; do [ -e /tmp/go ] && exit 9; sleep 0.05; done");
        Assert.That((await Scene.CallAsync("checkpoint", "--image-path", Images, id)).Code, Is.Zero);
        File.WriteAllText($"{bundle}/rootfs/tmp/go", "");
        Assert.That((await Scene.CallAsync("restore", "--bundle", bundle, "--image-path", Images, id)).Code, Is.EqualTo(9));
        Assert.That((await Scene.CallAsync("state", id)).Error, Does.Contain("does not exist"));
    }
}
