using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>setns into the host's namespaces: by processes, by what namespaces belong to, and by file handle.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class ForeignNamespaceTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private static async Task<string[]> HostsAsync(CancellationToken cancellation) =>
        (await Cell.HostAsync(cancellation, ProbeRoot.Probe("spaces"), "handle")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Test]
    public async Task The_hosts_namespaces_cant_be_found([Values] bool userNamespace, CancellationToken cancellation)
    {
        // Without one of its own a container shares the user and time namespaces: they are no secret then.
        var hosts = (await HostsAsync(cancellation)).Where(space => !space.StartsWith("time=", StringComparison.Ordinal) && (userNamespace || !space.StartsWith("user=", StringComparison.Ordinal)));
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace), cancellation);
        Assert.That(await Cell.ExecAsync(container, new(["/bin/spaces", "enter", .. hosts]), cancellation), Does.Contain("tried").And.Not.Contain("escaped"));
    }

    [Test]
    public async Task The_attack_finds_them_on_the_host(CancellationToken cancellation) =>
        Assert.That(await Cell.HostAsync(cancellation, ProbeRoot.Probe("spaces"), ["enter", .. await HostsAsync(cancellation)]), Does.Contain("and entered"));
}
