using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>A container's cgroups are not its own to change, and the host's not to be seen.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class CgroupWriteTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    [Test]
    public async Task Nothing_below_sys_fs_cgroup_can_be_written([Values] bool userNamespace, CancellationToken cancellation)
    {
        var output = await _cell.RunAsync(_cell.Shell("writable /sys/fs/cgroup; mkdir /sys/fs/cgroup/made && echo made; find /sys/fs/cgroup -name '*.procs' | head -1", userNamespace), cancellation);
        Assert.That(output, Does.Contain("walked").And.Not.Contain("writable ").And.Not.Contain("made\n"));
    }

    [Test]
    public async Task It_sees_its_own_cgroup_as_the_top([Values] bool userNamespace, CancellationToken cancellation)
    {
        var spec = _cell.Shell("cat /proc/self/cgroup; cat /proc/self/mountinfo | grep cgroup", userNamespace);
        var output = await _cell.RunAsync(spec, cancellation);
        // Of v1 hierarchies that the container has no cgroup in it stays where its starter is, at their top as far as it sees.
        Assert.That(output, Does.Not.Contain($"/{spec.Id}"));
        Assert.That(output.Split('\n').Where(line => line.StartsWith("0::", StringComparison.Ordinal)), Is.All.EqualTo("0::/"));
    }

    [Test]
    public async Task They_can_be_written_where_the_bundle_says_so(CancellationToken cancellation)
    {
        var spec = Cell.Without(_cell.Shell("writable /sys/fs/cgroup", userNamespace: false), spec => spec with
        {
            Mounts = [.. spec.Mounts!.Select(mount => mount.Destination == "/sys/fs/cgroup" ? mount with { Options = ["rw"] } : mount)],
        });
        Assert.That(await _cell.RunAsync(spec, cancellation), Does.Contain("writable /sys/fs/cgroup/cgroup.procs"));
    }
}
