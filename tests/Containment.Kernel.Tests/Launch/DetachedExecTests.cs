using System.Diagnostics;
using System.Net.Sockets;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Launch;

/// <summary>Further processes that nobody keeps.</summary>
[Needs(Need.Root)]
[CancelAfter(60_000)]
internal sealed class DetachedExecTests
{
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private string Out => $"{_lab.Directory}/out";

    private static ExecRequest Exec(KeeperSession session, LaunchRequest container, string script) => new()
    {
        InitPid = session.InitPid,
        Process = RuntimeSpecCompiler.Process(new("sh", "-c", script), UserIdentity.Root),
        Cgroup = container.Cgroup,
        Ids = UserNamespaces.MapsOf(session.InitPid),
        Streams = new LaunchStreams.Inherited(),
    };

    private async Task<int> RunAsync(ExecRequest request, int extra = 0)
    {
        using var input = File.OpenHandle("/dev/null");
        using var output = File.OpenHandle(Out, FileMode.Append, FileAccess.Write);
        var given = (int)output.DangerousGetHandle();
        return await Launcher.DetachAsync(ExecCompiler.Compile(request), [(int)input.DangerousGetHandle(), given, given, .. Enumerable.Repeat(given, extra)]);
    }

    private async Task<string> ReadAsync(string until)
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(10))
            if (File.ReadAllText(Out) is var text && text.Contains(until)) return text;
        return File.ReadAllText(Out);
    }

    [Test]
    public async Task It_runs_in_the_containers_namespaces_and_cgroups([Values] bool user)
    {
        var container = _lab.Request(new("sleep", "1000"), new() { UserNamespace = user });
        await using var session = await Lab.StartAsync(container);
        var pid = await RunAsync(Exec(session, container, "echo here; exec sleep 1000"));
        Assert.That(await ReadAsync("here"), Is.EqualTo("here\n"));
        foreach (var kind in (string[])["mnt", "pid", "uts", "ipc", "net", "cgroup", "user", "time"])
            Assert.That(new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget, Is.EqualTo(new FileInfo($"/proc/{session.InitPid}/ns/{kind}").LinkTarget), kind);
        Assert.That(File.ReadAllText($"/proc/{pid}/cgroup"), Is.EqualTo(File.ReadAllText($"/proc/{session.InitPid}/cgroup")));
        Lab.Kill(pid);
        Lab.Kill(session.InitPid);
    }

    [Test]
    public async Task The_container_is_whose_descriptor_is_given_whatever_its_number_means_by_then()
    {
        var container = _lab.Request(new("sleep", "1000"), new());
        await using var session = await Lab.StartAsync(container);
        using var init = ProcessDescriptor.TryOpen(session.InitPid)!;
        using var input = File.OpenHandle("/dev/null");
        using var output = File.OpenHandle(Out, FileMode.Append, FileAccess.Write);
        var given = (int)output.DangerousGetHandle();
        // The number of this process, as if it had been the container's before.
        var request = Exec(session, container, "cd /proc/self/fd; echo here *; exec sleep 1000") with { InitPid = Environment.ProcessId, InitGiven = true };
        var pid = await Launcher.DetachAsync(ExecCompiler.Compile(request), [(int)input.DangerousGetHandle(), given, given, init.Number]);
        Assert.That(await ReadAsync("here"), Does.Match("^here 0 1 2( 3)?\n$"));
        Assert.That(new FileInfo($"/proc/{pid}/ns/pid").LinkTarget, Is.EqualTo(new FileInfo($"/proc/{session.InitPid}/ns/pid").LinkTarget));
        Lab.Kill(pid);
        Lab.Kill(session.InitPid);
    }

    [Test]
    public async Task Namespaces_that_the_container_shares_with_the_host_are_no_obstacle([Values] bool user)
    {
        var container = _lab.Request(new("sleep", "1000"), new() { UserNamespace = user });
        var shared = container.Spec.Linux!.Namespaces!.Where(one => one.Type is "mount" or "user").ToList();
        container = container with { Network = [], Spec = container.Spec with { Hostname = null, Linux = container.Spec.Linux with { Namespaces = shared, Sysctl = null } } };
        if (user) container = container with { Spec = container.Spec with { Mounts = [.. container.Spec.Mounts!.Where(mount => mount.Type is not ("sysfs" or "mqueue" or "proc" or "cgroup"))], Linux = container.Spec.Linux! with { MaskedPaths = null, ReadonlyPaths = null } } };
        await using var session = await Lab.StartAsync(container);
        var pid = await RunAsync(Exec(session, container, "echo here"));
        Assert.That(pid, Is.Positive);
        Assert.That(await ReadAsync("here"), Is.EqualTo("here\n"));
        Lab.Kill(session.InitPid);
    }

    [Test]
    public async Task Preserved_descriptors_arrive_and_nothing_else()
    {
        var container = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(container);
        await RunAsync(Exec(session, container, "echo three >&3; echo four >&4; ls /proc/self/fd; echo end") with { Streams = new LaunchStreams.Inherited(2) }, extra: 2);
        Assert.That(await ReadAsync("end"), Is.EqualTo("three\nfour\n0\n1\n2\n3\n4\n5\nend\n"));
        Lab.Kill(session.InitPid);
    }

    [Test]
    public async Task Its_terminal_goes_to_the_console_socket()
    {
        var container = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(container);
        var path = $"{_lab.Directory}/console";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var request = Exec(session, container, "tty; stty size; exec sleep 1000") with { Streams = new LaunchStreams.ConsoleSocket(path) };
        var pid = await RunAsync(request with { Process = request.Process with { Terminal = true, ConsoleSize = new() { Width = 100, Height = 30 } } });
        using var connection = await listener.AcceptAsync();
        List<Descriptor> descriptors = [];
        DescriptorPassing.Receive(connection, new byte[100], descriptors);
        using var master = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptors.Single().DangerousGetHandle(), ownsHandle: false), FileAccess.ReadWrite, 0);
        var text = "";
        var buffer = new byte[1000];
        while (!text.Contains("30 100")) text += System.Text.Encoding.UTF8.GetString(buffer, 0, master.Read(buffer));
        Assert.That(text, Does.Contain("/dev/pts/0"));
        Lab.Kill(pid);
        Lab.Kill(session.InitPid);
        descriptors[0].Dispose();
    }

    [Test]
    public async Task It_has_not_the_keys_of_whoever_launches()
    {
        var container = _lab.Request(new("sleep", "1000"));
        container = container with { Spec = container.Spec with { Linux = container.Spec.Linux! with { MaskedPaths = null } } };
        await using var session = await Lab.StartAsync(container);
        var before = Sessions(await File.ReadAllTextAsync("/proc/keys"));
        var request = Exec(session, container, "cat /proc/keys; echo end") with { Id = container.Id };
        // To who is nobody's user only what he possesses is listed: his session keyring, which must be a new one.
        await RunAsync(request with { Process = request.Process with { User = new() { Uid = 54_321, Gid = 54_321 } } });
        var own = Sessions(await ReadAsync("end"));
        Assert.That(own.Count(), Is.EqualTo(1));
        Assert.That(own, Is.Not.SubsetOf(before));
        Lab.Kill(session.InitPid);
    }

    private static IEnumerable<string> Sessions(string keys) =>
        [.. keys.Split('\n').Where(line => line.Contains(" _ses: ", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)])];

    [Test]
    public async Task Its_score_for_lack_of_memory_is_the_one_asked_for()
    {
        var container = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(container);
        var request = Exec(session, container, "cat /proc/self/oom_score_adj; echo end");
        await RunAsync(request with { Process = request.Process with { OomScoreAdj = 321 } });
        Assert.That(await ReadAsync("end"), Is.EqualTo("321\nend\n"));
        Lab.Kill(session.InitPid);
    }

    [Test]
    public async Task A_program_that_is_missing_is_told_and_nothing_is_left()
    {
        var container = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(container);
        var request = Exec(session, container, "");
        var error = await Assert.ThrowsAsync<KernelException>(() => RunAsync(request with { Process = request.Process with { Args = ["/bin/missing"] } }));
        Assert.That(error!.Message, Does.Contain("/bin/missing").And.Contain("ENOENT"));
        var freezer = _lab.Cgroups[0];
        Assert.That(File.ReadAllLines($"{freezer}/cgroup.procs"), Has.Length.EqualTo(1));
        Lab.Kill(session.InitPid);
    }

    [Test]
    public async Task The_ids_of_another_user_namespace_are_read_from_the_kernel()
    {
        var container = _lab.Request(new("sleep", "1000"), new() { UserNamespace = true });
        await using var session = await Lab.StartAsync(container);
        Assert.That(UserNamespaces.MapsOf(session.InitPid)!.Uid(7), Is.EqualTo(100_007));
        Assert.That(UserNamespaces.MapsOf(Environment.ProcessId), Is.Null);
        Assert.That(Assert.Throws<ContainmentException>(() => UserNamespaces.MapsOf(int.MaxValue))!.Reason, Is.EqualTo(FailureReason.NotFound));
        Lab.Kill(session.InitPid);
    }
}
