using System.Net.Sockets;
using System.Text.Json;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using NUnit.Framework;

namespace Containment.Kernel.Tests.Launch;

[TestFixture, Needs(Need.Root)]
internal sealed class SeccompTests
{
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new Lab();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private static OciSeccomp Allowing(params IReadOnlyList<OciSyscallRule> rules) =>
        new() { DefaultAction = "SCMP_ACT_ALLOW", Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], Syscalls = rules };

    private static LaunchRequest With(LaunchRequest request, OciSeccomp? seccomp, bool noNewPrivileges = true, uint uid = 0) => request with
    {
        Spec = request.Spec with
        {
            Linux = request.Spec.Linux! with { Seccomp = seccomp },
            Process = request.Spec.Process! with { NoNewPrivileges = noNewPrivileges, User = new() { Uid = uid } },
        },
    };

    [TestCase(true, 0u, true)]
    [TestCase(true, 1000u, true)]
    [TestCase(false, 0u, true)]
    [TestCase(false, 1000u, true)]
    [TestCase(false, 1000u, false)]
    public async Task A_call_that_the_filter_refuses_is_refused_and_no_capability_is_left_over_for_it(bool noNewPrivileges, uint uid, bool userNamespace)
    {
        var profile = Allowing(new OciSyscallRule { Names = ["mkdir", "mkdirat", "capset"], Action = "SCMP_ACT_ERRNO", ErrnoRet = 28 });
        var request = With(_lab.Request(new ProcessSpec("sh", "-c", "mkdir /tmp/d; echo $?; grep -E 'Seccomp:|CapPrm|CapEff|NoNewPrivs' /proc/self/status"), new() { UserNamespace = userNamespace }), profile, noNewPrivileges, uid);
        File.CreateSymbolicLink($"{_lab.Root}/bin/mkdir", "busybox");
        var (status, output) = await Lab.RunAsync(request);
        Assert.Multiple(() =>
        {
            Assert.That(status.Code, Is.Zero);
            Assert.That(output, Does.Contain("No space left on device").And.Contain("1\n"));
            Assert.That(output, Does.Contain("Seccomp:\t2"));
            Assert.That(output, Does.Contain($"NoNewPrivs:\t{(noNewPrivileges ? 1 : 0)}"));
            Assert.That(output, Does.Contain(uid == 0 ? $"CapEff:\t00000000{Capabilities.Bits(ProcessSpec.DefaultCapabilities, ""):x8}" : "CapEff:\t0000000000000000"));
        });
    }

    [Test]
    public async Task A_filter_that_kills_kills_the_program_and_not_its_launch()
    {
        var profile = Allowing(new OciSyscallRule { Names = ["uname"], Action = "SCMP_ACT_KILL_PROCESS" });
        File.CreateSymbolicLink($"{_lab.Root}/bin/uname", "busybox");
        var (status, _) = await Lab.RunAsync(With(_lab.Request(new ProcessSpec("uname")), profile));
        Assert.That(status.Signal?.Number, Is.EqualTo(31));
    }

    [Test]
    public async Task A_filter_that_forbids_the_execve_makes_the_launch_fail_by_its_name()
    {
        var profile = Allowing(new OciSyscallRule { Names = ["execve", "execveat"], Action = "SCMP_ACT_ERRNO", ErrnoRet = 13 });
        var failure = await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(With(_lab.Request(new ProcessSpec("/bin/true")), profile)));
        Assert.That((failure!.Call, failure.ErrorName), Is.EqualTo(("execve", "EACCES")));
    }

    [Test]
    public async Task By_default_new_namespaces_mounts_keys_and_rings_are_refused_and_work_is_not()
    {
        foreach (var name in (string[])["unshare", "mkdir", "ping"]) File.CreateSymbolicLink($"{_lab.Root}/bin/{name}", "busybox");
        var (_, output) = await Lab.RunAsync(_lab.Request(new ProcessSpec("sh", "-c", "unshare -U true; echo unshare $?; mount -t tmpfs x /tmp; echo mount $?; sleep 0 & wait; mkdir /tmp/a && echo work | cat; grep Seccomp: /proc/self/status")));
        Assert.Multiple(() =>
        {
            Assert.That(output, Does.Contain("unshare 1").And.Contain("Operation not permitted"));
            Assert.That(output, Does.Not.Contain("mount 0"));
            Assert.That(output, Does.Contain("work\n").And.Contain("Seccomp:\t2"));
        });
    }

    [Test]
    public async Task Without_a_profile_there_is_no_filter()
    {
        var (_, output) = await Lab.RunAsync(_lab.Request(new ProcessSpec("grep", "Seccomp:", "/proc/self/status"), new() { Seccomp = SeccompProfile.None }));
        Assert.That(output, Is.EqualTo("Seccomp:\t0\n"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Exec_has_the_same_filter(bool noNewPrivileges)
    {
        var request = _lab.Request(new ProcessSpec("sleep", "60"));
        await using var session = await Lab.StartAsync(request);
        await using var exec = await Launcher.StartAsync(ExecCompiler.Compile(new()
        {
            InitPid = session.InitPid,
            Process = RuntimeSpecCompiler.Process(new ProcessSpec("grep", "Seccomp:", "/proc/self/status"), Bundles.Users.UserIdentity.Root, noNewPrivileges),
            Cgroup = request.Cgroup,
            Ids = IdMaps.Of(request.Ids!.Value),
            Seccomp = request.Spec.Linux!.Seccomp,
        }));
        var output = "";
        await foreach (var chunk in exec.ReadOutputAsync()) output += System.Text.Encoding.UTF8.GetString(chunk.Data.Span);
        Assert.That(output, Is.EqualTo("Seccomp:\t2\n"));
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(20_000)]
    public async Task A_listener_is_sent_the_filter_and_the_container_and_answers_its_calls(bool noNewPrivileges, CancellationToken cancellationToken)
    {
        var path = $"{_lab.Directory}/listener";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(1);
        var profile = Allowing(new OciSyscallRule { Names = ["mkdir", "mkdirat"], Action = "SCMP_ACT_NOTIFY" }) with { ListenerPath = path, ListenerMetadata = "a \"pid\": 1111111111 in words" };
        File.CreateSymbolicLink($"{_lab.Root}/bin/mkdir", "busybox");
        var request = With(_lab.Request(new ProcessSpec("sh", "-c", "mkdir /tmp/d; echo $?")), profile, noNewPrivileges) with { State = new() { Id = "other", Bundle = "/b", Annotations = new Dictionary<string, string> { ["k"] = "v" } } };

        var answering = AnswerAsync(listener, cancellationToken);
        await using var session = await Lab.StartAsync(request);
        await session.Exited.WaitAsync(cancellationToken);
        var (state, filter) = await answering;
        using (filter)
        Assert.Multiple(() =>
        {
            Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Does.Contain("cross-device link").And.Contain("1\n"));
            Assert.That(state.Fds, Is.EqualTo(new[] { "seccompFd" }));
            Assert.That(state.Pid, Is.EqualTo(session.InitPid));
            Assert.That(state.Metadata, Is.EqualTo(profile.ListenerMetadata));
            Assert.That((state.State.Id, state.State.Status, state.State.Bundle, state.State.Pid, state.State.Annotations!["k"]), Is.EqualTo(("other", "creating", "/b", (int?)session.InitPid, "v")));
        });
    }

    [Test]
    public async Task A_listener_that_is_not_there_makes_the_launch_fail()
    {
        var profile = Allowing(new OciSyscallRule { Names = ["mkdir"], Action = "SCMP_ACT_NOTIFY" }) with { ListenerPath = $"{_lab.Directory}/nobody" };
        var failure = await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(With(_lab.Request(new ProcessSpec("true")), profile)));
        Assert.That(failure!.Call, Is.EqualTo("connect"));
    }

    // Refuses the first call with EXDEV.
    private static async Task<(OciProcessState State, Descriptor Filter)> AnswerAsync(Socket listener, CancellationToken cancellationToken)
    {
        using var connection = await listener.AcceptAsync(cancellationToken);
        var buffer = new byte[8192];
        List<Descriptor> descriptors = [];
        var length = DescriptorPassing.Receive(connection, buffer, descriptors);
        var state = JsonSerializer.Deserialize(buffer.AsSpan(0, length), RuntimeSpecJson.Default.OciProcessState)!;
        await Task.Run(() => SeccompAnswer.RefuseNext(descriptors[0].Number, 18), cancellationToken);
        return (state, descriptors[0]);
    }
}
