using Containment.Bundles;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>System calls that reach further into the kernel than a program in a container needs to are refused before they get there.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class SystemCallTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    [Test]
    public async Task None_of_them_gets_through([Values] bool userNamespace, [Values("0", "1000")] string user, CancellationToken cancellation) =>
        Assert.That(await _cell.RunAsync(_cell.Spec(new("/bin/calls") { User = user }, userNamespace), cancellation), Holds.Everything);

    [Test]
    public async Task Nor_in_a_command([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace), cancellation);
        Assert.That(await Cell.ExecAsync(container, new("/bin/calls"), cancellation), Holds.Everything);
    }

    [Test]
    public async Task Without_a_filter_the_kernel_is_asked(CancellationToken cancellation)
    {
        var output = await _cell.RunAsync(Cell.Without(_cell.Spec(new("/bin/calls"), userNamespace: false), spec => spec with { Linux = spec.Linux! with { Seccomp = null } }), cancellation);
        foreach (var call in (string[])["keyctl", "add_key", "io_uring_enter", "unshare user", "userfaultfd"]) Assert.That(output, Does.Contain($"escaped {call}"));
    }
}
