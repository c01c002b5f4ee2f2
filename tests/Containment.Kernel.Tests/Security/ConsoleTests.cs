using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2025-52565: what is bound on /dev/console is found by a path that a link or a volume leads elsewhere.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class ConsoleTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private ContainerSpec WithTerminal(string script, bool userNamespace, string? root = null) => _cell.Spec(new("/bin/sh", "-c", script) { Terminal = true }, userNamespace, root);

    [Test]
    public async Task The_console_is_the_containers_own_terminal([Values] bool userNamespace, CancellationToken cancellation)
    {
        var output = await _cell.RunAsync(WithTerminal("stat -L -c '%t:%T' /dev/console /dev/pts/0; grep ' /dev/console ' /proc/self/mountinfo", userNamespace), cancellation);
        var lines = output.Replace("\r", "", StringComparison.Ordinal).Split('\n');
        Assert.That(lines[0], Is.EqualTo(lines[1]).And.StartsWith("88:"));
        Assert.That(lines[2], Does.Contain(" - devpts "));
    }

    [Test]
    public async Task A_volume_over_the_terminals_is_not_taken_for_them([Values] bool userNamespace, [Values("/dev/pts", "/data")] string destination, CancellationToken cancellation)
    {
        var (root, shared) = (_cell.OwnRoot(), _cell.Shared("volume"));
        File.CreateSymbolicLink($"{root}/data", "/dev/pts");
        foreach (var name in (string[])["0", "1", "ptmx"]) File.CreateSymbolicLink($"{shared}/{name}", name == "ptmx" ? "/dev/zero" : "/proc/sys/kernel/core_pattern");
        var spec = WithTerminal("cat /dev/console", userNamespace, root);
        var refused = await Assert.ThrowsAsync<KernelException>(() => _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new(destination, shared)] } }, cancellation));
        Assert.That(refused!.Subject, Is.EqualTo("/dev/pts/ptmx"));
    }

    [Test]
    public async Task A_file_instead_of_the_terminals_is_not_asked_for_one(CancellationToken cancellation)
    {
        var shared = _cell.Shared("volume");
        File.WriteAllText($"{shared}/ptmx", "");
        var spec = WithTerminal("true", userNamespace: false);
        var refused = await Assert.ThrowsAsync<KernelException>(() => _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new("/dev/pts", shared)] } }, cancellation));
        Assert.That((refused!.ErrorName, refused.Subject), Is.EqualTo(("EXDEV", "devpts on /dev/pts")));
    }

    [Test]
    public void A_console_that_is_a_link_is_refused(CancellationToken cancellation)
    {
        var shared = _cell.Shared("volume");
        Directory.CreateDirectory($"{shared}/pts");
        File.CreateSymbolicLink($"{shared}/console", "/proc/sys/kernel/core_pattern");
        var spec = WithTerminal("true", userNamespace: false);
        Assert.That(async () => await _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new("/dev", shared)] } }, cancellation), Throws.InstanceOf<KernelException>());
    }

    [Test]
    public async Task A_command_with_a_terminal_is_not_led_to_what_the_container_put_there(CancellationToken cancellation)
    {
        // It may mount over its own /dev/pts: a bundle that gave it the power.
        var spec = Cell.Without(_cell.Shell("mount -t tmpfs none /dev/pts && ln -s /dev/zero /dev/pts/ptmx && echo ready; exec sleep 1000", userNamespace: false), spec => Cell.More(spec, "CAP_SYS_ADMIN"));
        var container = await _cell.StartAsync(spec, cancellation);
        await Cell.UntilAsync(container, "ready", cancellation);
        Assert.That(async () => await container.ExecAsync(new("/bin/true") { Terminal = true }, cancellationToken: cancellation), Throws.InstanceOf<KernelException>().With.Property("ErrorName").EqualTo("ELOOP"));
        await Cell.ExecAsync(container, new("/bin/sh", "-c", "rm /dev/pts/ptmx; touch /dev/pts/ptmx"), cancellation);
        Assert.That(async () => await container.ExecAsync(new("/bin/true") { Terminal = true }, cancellationToken: cancellation), Throws.InstanceOf<KernelException>().With.Property("ErrorName").EqualTo("EXDEV"));
    }
}
