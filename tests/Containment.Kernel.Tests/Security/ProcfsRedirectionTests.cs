using Containment.Bundles.Oci;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2025-52881: what the launcher writes to /proc with its own powers is led to another file.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class ProcfsRedirectionTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private ContainerSpec WithSysctl(string script, string destination)
    {
        var (volume, victim) = (_cell.Shared("volume"), Path.Combine(_cell.Shared("victims"), "victim"));
        File.WriteAllText(victim, "as it was");
        // It reads what it can; the write is what counts. What the link leads to is bound into the container too.
        File.CreateSymbolicLink($"{volume}/shmmni", "/victims/victim");
        Directory.CreateDirectory($"{volume}/kernel");
        File.CreateSymbolicLink($"{volume}/kernel/shmmni", "/victims/victim");
        var spec = _cell.Shell(script, userNamespace: false);
        spec = spec with { Isolation = spec.Isolation with { Mounts = [new("/victims", Path.GetDirectoryName(victim)), new(destination, volume)] } };
        return Cell.Without(spec, spec => spec with { Linux = spec.Linux! with { Sysctl = new Dictionary<string, string> { ["kernel.shmmni"] = "1234" } } });
    }

    private string Victim => File.ReadAllText(Path.Combine(_cell.Shared("victims"), "victim"));

    [Test]
    public async Task A_sysctl_is_written_to_the_kernel(CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(WithSysctl("cat /proc/sys/kernel/shmmni", "/elsewhere"), cancellation), Is.EqualTo("1234\n"));

    [Test]
    public async Task A_volume_over_the_sysctls_does_not_get_what_was_for_the_kernel([Values("/proc/sys", "/proc/sys/kernel")] string destination, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(WithSysctl("exec sleep 1000", destination), cancellation);
        var process = (await container.GetStatusAsync(cancellation)).ProcessId;
        // The host's /proc tells of who reads it, so of the container's shared memory here.
        var reached = await Cell.HostAsync(cancellation, "nsenter", $"--ipc=/proc/{process}/ns/ipc", "cat", "/proc/sys/kernel/shmmni");
        Assert.Multiple(() =>
        {
            Assert.That(Victim, Is.EqualTo("as it was"));
            Assert.That(reached, Is.EqualTo("1234\n"));
        });
    }

    [Test]
    public async Task The_attack_writes_the_victim_when_the_path_is_followed(CancellationToken cancellation)
    {
        var spec = WithSysctl("echo 1234 > /proc/sys/kernel/shmmni", "/proc/sys/kernel");
        // The same path, written as a path, after the launch: it is read-only then, so that protection is taken away too.
        await _cell.RunAsync(Cell.Without(spec with { RuntimeConfig = null }, spec => spec with { Linux = spec.Linux! with { ReadonlyPaths = [] } }), cancellation);
        Assert.That(Victim, Is.EqualTo("1234\n"));
    }
}
