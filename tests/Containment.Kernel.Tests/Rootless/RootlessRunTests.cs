using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>The command line, typed by an ordinary user.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces, Need.IdMapTools), CancelAfter(120_000)]
internal sealed class RootlessRunTests
{
    private static readonly string Root = BusyboxRoot.Path;

    private OrdinaryUser _user = null!;

    [SetUp]
    public void Make() => _user = new();

    [TearDown]
    public void Remove() => _user.Dispose();

    [Test]
    public async Task A_run_passes_both_outputs_and_the_exit_code_on_and_leaves_nothing(CancellationToken cancellation)
    {
        await _user.DoAsync(cancellation, "run", "--rm", "-r", Root, "a", "true");
        var before = Left();
        var ended = await _user.RunAsync(cancellation, "run", "--rm", "-r", Root, "a", "sh", "-c", "id -u; cat /proc/self/uid_map >&2; mkdir /d; chown 999:998 /d; chmod 700 /d; exit 3");
        Assert.That((ended.Code, ended.Output), Is.EqualTo((3, "0\n")), ended.Error);
        Assert.That(ended.Error.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries), Is.EqualTo((string[])["0", $"{_user.Id}", "1", "1", $"{_user.First}", "65536"]));
        Assert.That(Left(), Is.EqualTo(before));
    }

    [Test]
    public async Task Another_user_inside_is_another_id_outside_and_owns_its_streams(CancellationToken cancellation)
    {
        var ended = await _user.RunAsync(cancellation, "run", "--rm", "-r", Root, "-u", "alice", "a", "sh", "-c", "id -u; echo again > /dev/stdout");
        Assert.That(ended, Is.EqualTo(new Ended(0, "1000\nagain\n", "")));
        await _user.DoAsync(cancellation, "run", "-d", "-r", Root, "-u", "alice", "b", "sleep", "1000");
        Assert.That(_user.Processes().Concat(Others(_user.First + 999)).Select(process => process.User), Does.Contain(_user.First + 999));
        await _user.DoAsync(cancellation, "rm", "-f", "b");
        Assert.That(Others(_user.First + 999), Is.Empty);
    }

    [Test]
    public async Task Root_inside_is_not_root_of_the_machine(CancellationToken cancellation)
    {
        var secret = $"{_user.Top}/secret";
        File.WriteAllText(secret, "secret");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        var ended = await _user.RunAsync(cancellation, "run", "--rm", "-r", await _user.RootAsync(), "-v", $"{secret}:/tmp/secret", "a", "sh", "-c",
            "cat /tmp/secret; chmod 777 /tmp/secret; mknod /node c 1 3; mount -t tmpfs none /tmp; echo 1 > /proc/sys/kernel/sysrq; echo x > /dev/null && echo through");
        Assert.That(ended.Output, Is.EqualTo("through\n"), ended.Error);
        Assert.That(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(5), ended.Error);
    }

    [Test]
    public async Task A_command_in_a_container_gets_its_user_and_its_namespaces(CancellationToken cancellation)
    {
        await _user.DoAsync(cancellation, "run", "-d", "-r", Root, "--init", "a", "sleep", "1000");
        var exec = await _user.RunAsync(cancellation, "exec", "-u", "alice", "a", "sh", "-c", "id -u; readlink /proc/self/ns/user >&2; hostname; exit 7");
        var own = await _user.RunAsync(cancellation, "exec", "a", "readlink", "/proc/1/ns/user");
        Assert.That(exec, Is.EqualTo(new Ended(7, "1000\na\n", own.Output)), own.Error);
        Assert.That((await _user.RunAsync(cancellation, "stop", "--time", "1", "a")).Code, Is.Zero);
        await _user.DoAsync(cancellation, "rm", "a");
    }

    [Test]
    public async Task Layers_of_an_image_belong_to_the_ids_they_have_inside(CancellationToken cancellation)
    {
        var tree = Directory.CreateDirectory($"{_user.Top}/tree").FullName;
        await OrdinaryUser.ShellAsync($"cp -a {Root}/. {tree}; cd {tree}; mkdir -m 700 shut; echo x > shut/file; chown -R 999:998 shut; cp bin/busybox suid; chown 42:43 suid; chmod 4751 suid; ln -s suid link; chown -h 7:8 link; tar -cf {_user.Top}/image.tar .; rm -rf {tree}");
        var ended = await _user.RunAsync(cancellation, "run", "--rm", "-r", $"{_user.Top}/image.tar", "a", "stat", "-c", "%n %u:%g %a", "/shut", "/shut/file", "/suid", "/link", "/bin/busybox");
        Assert.That(ended.Output, Does.StartWith("/shut 999:998 700\n/shut/file 999:998 644\n/suid 42:43 4751\n/link 7:8 777\n/bin/busybox 0:0"), ended.Error);
        Assert.That(await _user.DoAsync(cancellation, "run", "--rm", "-r", $"{_user.Top}/image.tar", "b", "sh", "-c", "echo twice"), Is.EqualTo("twice"));
    }

    [Test]
    public async Task What_needs_root_is_refused_with_what_to_do(CancellationToken cancellation)
    {
        await _user.DoAsync(cancellation, "run", "--rm", "-r", Root, "a", "true");
        var before = Left();
        await RefusedAsync("Delegate=yes", "run", "--rm", "-r", Root, "--memory", "64M", "a", "true");
        await RefusedAsync("CAP_NET_ADMIN", "run", "--rm", "-r", Root, "--network", "bridge=br0,ip=10.0.0.2/24", "a", "true");
        await RefusedAsync("UserNamespace is", "run", "--rm", "-r", Root, "--no-userns", "a", "true");
        await RefusedAsync("time namespace", "run", "--rm", "-r", Root, "--timens", "a", "true");
        Assert.That(Left(), Is.EqualTo(before));
        await _user.DoAsync(cancellation, "run", "-d", "-r", Root, "a", "sleep", "1000");
        await RefusedAsync("Delegate=yes", "pause", "a");
        await RefusedAsync("CAP_CHECKPOINT_RESTORE", "checkpoint", "a");
        await _user.DoAsync(cancellation, "rm", "-f", "a");

        async Task RefusedAsync(string word, params string[] arguments)
        {
            var ended = await _user.RunAsync(cancellation, arguments);
            Assert.That(ended.Code, Is.EqualTo(word == "UserNamespace is" ? 2 : 125), ended.Error + ended.Output);
            Assert.That(ended.Error, Does.Contain(word).IgnoreCase);
        }
    }

    [Test]
    public async Task Without_a_runtime_directory_it_says_which_variable_is_missing(CancellationToken cancellation)
    {
        var program = _user.Start(Programs.Cli, ["ps"], without: [("XDG_RUNTIME_DIR", null), ("CONTAINMENT_RUN", null)]);
        Assert.That(await program.WaitAsync(cancellation), Has.Property("Code").EqualTo(2).And.Property("Error").Contains("XDG_RUNTIME_DIR"));
    }

    [Test]
    public async Task Its_directories_are_those_of_the_user(CancellationToken cancellation)
    {
        var program = _user.Start(Programs.Cli, ["run", "-d", "-r", Root, "a", "sleep", "1000"], without: [("CONTAINMENT_STATE", null), ("CONTAINMENT_RUN", null)]);
        Assert.That(await program.WaitAsync(cancellation), Has.Property("Code").Zero);
        Assert.That(File.Exists($"{_user.Top}/.local/share/containment/containers/a/state.json") && File.Exists($"{_user.Top}/run/containment/a.sock"));
    }

    [Test]
    public async Task Without_newuidmap_it_says_which_package_is_missing(CancellationToken cancellation)
    {
        var program = _user.Start(Programs.Cli, ["run", "--rm", "-r", Root, "a", "true"], without: [("PATH", "/nowhere")]);
        Assert.That(await program.WaitAsync(cancellation), Has.Property("Code").EqualTo(125).And.Property("Error").Contains("uidmap"));
        Assert.That(await _user.DoAsync(cancellation, "ps", "-q"), Is.Empty);
    }

    [Test]
    public async Task A_container_whose_keeper_died_is_found_and_ended_without_cgroups(CancellationToken cancellation)
    {
        await _user.DoAsync(cancellation, "run", "-d", "-r", Root, "a", "sh", "-c", "sleep 1000 & sleep 1000");
        var keeper = _user.Processes().Single(process => File.ReadAllText($"/proc/{process.Pid}/cmdline") == "containment-init\0");
        await OrdinaryUser.ShellAsync($"kill -9 {keeper.Pid}");
        Assert.That(await _user.DoAsync(cancellation, "ps"), Does.Contain("KeeperLost"));
        Assert.That(_user.Processes().Where(process => File.ReadAllText($"/proc/{process.Pid}/cmdline").StartsWith("sleep", StringComparison.Ordinal)), Is.Empty);
        await _user.DoAsync(cancellation, "rm", "a");
    }

    [Test]
    public async Task Root_of_a_user_namespace_gives_its_containers_the_ids_it_has(CancellationToken cancellation)
    {
        var program = _user.Start("/usr/bin/unshare", ["--user", "--map-root-user", "--map-auto", "--mount", Programs.Cli, "run", "--rm", "-r", Root, "-u", "alice", "a", "sh", "-c", "id -u; cat /proc/self/uid_map; exit 4"]);
        var ended = await program.WaitAsync(cancellation);
        // Of the range, unshare(1) leaves out one id where root has been mapped already, and the library the last of more than 65,536.
        Assert.That((ended.Code, ended.Output), Is.EqualTo((4, ended.Output)), ended.Error);
        Assert.That(ended.Output, Does.Match(@"^1000\n +0 +0 +1\n +1 +1 +6553[456]\n$"));
    }

    private string[] Left() => [.. Directory.EnumerateFileSystemEntries(_user.Top, "*", SearchOption.AllDirectories).Where(path => !path.Contains("/events/", StringComparison.Ordinal)).Order(), .. _user.Processes().Select(process => $"{process}")];

    private static IEnumerable<(int Pid, uint User)> Others(uint user) =>
        Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _) && File.Exists($"{path}/status"))
            .Where(path => File.ReadAllText($"{path}/status").Contains($"Uid:\t{user}\t", StringComparison.Ordinal)).Select(path => (int.Parse(Path.GetFileName(path)), user));

}
