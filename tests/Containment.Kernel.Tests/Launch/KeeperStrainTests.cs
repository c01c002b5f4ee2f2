using System.Text;
using Containment.Bundles;
using Containment.Bundles.Users;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

/// <summary>What a keeper stands without waiting, losing or lying.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(60_000)]
internal sealed class KeeperStrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private static Task<KeeperSession> ExecAsync(KeeperSession session, LaunchRequest container, ProcessSpec process) =>
        Launcher.StartAsync(ExecCompiler.Compile(new()
        {
            InitPid = session.InitPid,
            Process = RuntimeSpecCompiler.Process(process, UserIdentity.Root),
            Cgroup = container.Cgroup,
            Ids = container.Ids is { } range ? Containment.Launch.Plans.IdMaps.Of(range) : null,
        }));

    [Test]
    public async Task A_process_that_reads_no_input_does_not_hold_its_keeper()
    {
        var request = _lab.Request(new("sh", "-c", "sleep 2; echo alive; exec sleep 1000"));
        await using var session = await Lab.StartAsync(request);
        var input = session.WriteInputAsync(new byte[200_000]);
        for (var wait = 0; !File.Exists(request.Keeper!.LogPath) || !Lab.ReadLog(request.Keeper!.LogPath).Contains("alive"); wait++)
        {
            Assert.That(wait, Is.LessThan(100), "the keeper writes no log any more");
            await Task.Delay(100);
        }
        await using (var second = await KeeperSession.ConnectAsync(request.Keeper!.SocketPath).WaitAsync(Patience)) Assert.That(second.InitPid, Is.EqualTo(session.InitPid));
        Lab.Kill(session.InitPid);
        Assert.That((await session.Exited.WaitAsync(Patience)).Signal, Is.EqualTo(Signal.Kill));
        await input.WaitAsync(Patience).ContinueWith(_ => { });
    }

    [Test]
    public async Task Input_and_output_of_an_exec_go_on_together()
    {
        var request = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(request);
        await using var exec = await ExecAsync(session, request, new("cat"));
        var input = Task.Run(async () =>
        {
            await exec.WriteInputAsync(new byte[3_000_000]);
            await exec.CloseInputAsync();
        });
        await Task.Delay(500);
        long read = 0;
        var reading = Task.Run(async () => { await foreach (var chunk in exec.ReadOutputAsync()) read += chunk.Data.Length; });
        await Task.WhenAll(input, reading).WaitAsync(Patience);
        Assert.That(read, Is.EqualTo(3_000_000));
        Lab.Kill(session.InitPid);
        await session.Exited.WaitAsync(Patience);
    }

    [Test]
    public async Task How_an_exec_ended_is_told_however_slowly_its_output_is_read()
    {
        var request = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(request);
        for (var round = 0; round < 5; round++)
        {
            await using var exec = await ExecAsync(session, request, new("sh", "-c", "head -c 1500000 /dev/zero; exit 7"));
            await Task.Delay(300);
            await foreach (var chunk in exec.ReadOutputAsync()) await Task.Delay(1);
            Assert.That((await exec.Exited.WaitAsync(Patience)).Code, Is.EqualTo(7));
        }
        Lab.Kill(session.InitPid);
        await session.Exited.WaitAsync(Patience);
    }

    [Test]
    public async Task Thirty_are_connected_to_one_keeper()
    {
        var request = _lab.Request(new("sleep", "1000"));
        await using var session = await Lab.StartAsync(request);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => KeeperSession.ConnectAsync(request.Keeper!.SocketPath))).WaitAsync(Patience);
        Lab.Kill(session.InitPid);
        foreach (var one in sessions)
        {
            Assert.That((await one.Exited.WaitAsync(Patience)).Signal, Is.EqualTo(Signal.Kill));
            await one.DisposeAsync();
        }
    }

    [Test]
    public async Task Only_root_may_speak_to_a_keeper()
    {
        var request = _lab.Request(new("cat"));
        await using var session = await Lab.StartAsync(request);
        Assert.That(File.GetUnixFileMode(request.Keeper!.SocketPath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await session.CloseInputAsync();
        await session.Exited.WaitAsync(Patience);
    }

    [Test]
    public async Task A_log_on_a_full_disk_stays_one_that_can_be_read()
    {
        using var disk = new SmallDisk();
        var request = _lab.Request(new("sh", "-c", "head -c 2000000 /dev/zero; read go; echo again; read go"));
        request = request with { Keeper = request.Keeper! with { LogPath = $"{disk.Path}/log", LogLimit = 0 } };
        await using (var session = await Lab.StartAsync(request))
        {
            for (var size = -1L; new FileInfo(request.Keeper!.LogPath).Length is var now && (now != size || now < 900_000); size = now) await Task.Delay(200);
            Assert.That(Lab.ReadLog(request.Keeper!.LogPath), Has.Length.GreaterThan(500_000), "whole frames only");
            Lab.Kill(session.InitPid);
            await session.Exited.WaitAsync(Patience);
        }
        await Task.Delay(100);
    }

    [Test]
    public async Task A_working_directory_can_not_be_one_of_the_hosts([Values] bool userNamespace, [Values] FirstProcess first)
    {
        if (first == FirstProcess.System) return;
        var escaped = new List<string>();
        for (var descriptor = 3; descriptor < 48; descriptor++)
        {
            try
            {
                var (_, output) = await Lab.RunAsync(_lab.Request(new("/bin/busybox", "ls", "/proc/self/cwd/..") { WorkingDirectory = $"/proc/self/fd/{descriptor}" }, new() { UserNamespace = userNamespace, FirstProcess = first }));
                escaped.Add($"{descriptor}: {output}");
            }
            catch (KernelException refused) when (refused.Call == "chdir")
            {
            }
        }
        Assert.That(escaped, Is.Empty);
    }

    [Test]
    public async Task A_link_through_an_open_descriptor_has_nothing_made_on_the_host()
    {
        for (var descriptor = 3; descriptor < 40; descriptor++)
        {
            File.CreateSymbolicLink($"{_lab.Root}/out{descriptor}", $"/proc/self/fd/{descriptor}");
            await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(_lab.Request(new("true"), new() { UserNamespace = false, Mounts = [new($"/out{descriptor}/{_lab.Name}/made")] })));
        }
        Assert.That(Directory.EnumerateDirectories(_lab.Directory, _lab.Name, SearchOption.AllDirectories), Is.Empty);
        Assert.That(_lab.Cgroups.SelectMany(cgroup => new[] { cgroup, Path.GetDirectoryName(cgroup)! }).Distinct().Where(place => Directory.Exists($"{place}/{_lab.Name}")), Is.Empty);
    }
}
