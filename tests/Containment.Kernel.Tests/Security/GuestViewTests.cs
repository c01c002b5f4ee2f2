using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Security;

/// <summary>The files of the host by which containers see themselves: bound into containers, over files of /proc, and refreshed when one looks.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.TimeNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class GuestViewTests
{
    private const string Attack = """
        for f in /proc/meminfo /proc/cpuinfo /proc/stat /proc/loadavg /proc/swaps /sys/devices/system/cpu/online /run/containment/limits.json; do
          echo attack > $f; chmod 666 $f; chown 0 $f; mount -o remount,rw,bind $f; echo attack > $f; truncate -s 0 $f; mv $f $f.old; rm -f $f
          mount -o remount,rw $f; echo attack > $f
        done 2> /dev/null
        for fd in $(ls /proc/self/fd); do echo attack > /proc/self/fd/$fd; done 2> /dev/null
        echo tried; exec sleep 1000
        """;

    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    [TestCase(true, false)]
    [TestCase(false, false)]
    [TestCase(true, true)]
    public async Task No_file_by_which_it_sees_itself_can_be_changed(bool userNamespace, bool mayMount, CancellationToken cancellation)
    {
        var container = await StartAsync(Attack, userNamespace, mayMount, cancellation);
        await Cell.UntilAsync(container, "tried", cancellation);
        foreach (var file in Directory.EnumerateFiles(Guests(container.Id.Value), "*", SearchOption.AllDirectories))
        {
            Assert.That(await File.ReadAllTextAsync(file, cancellation), Is.Not.Empty.And.Not.Contain("attack"), file);
            Assert.That(File.GetUnixFileMode(file) & (UnixFileMode.OtherWrite | UnixFileMode.GroupWrite), Is.EqualTo(UnixFileMode.None), file);
        }
    }

    [Test]
    public async Task They_cant_be_taken_away_to_see_the_machine([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await StartAsync("exec 2>&1; for f in /proc/meminfo /proc/stat /sys/devices/system/cpu/online; do umount $f; umount -l $f; done; mount -t proc proc /tmp; mount --bind /proc /tmp; awk '/^MemTotal/ { print $2 }' /proc/meminfo; echo tried; exec sleep 1000", userNamespace, mayMount: false, cancellation);
        Assert.That(await Cell.UntilAsync(container, "tried", cancellation), Does.EndWith("65536\ntried\n"));
    }

    [Test]
    public async Task It_sees_nobody_elses([Values] bool userNamespace, CancellationToken cancellation)
    {
        await StartAsync("exec sleep 1000", userNamespace, mayMount: false, cancellation);
        var container = await StartAsync("ls /proc/meminfo/.. /run/containment/.. /run/containment/../../guests 2> /dev/null | grep -c told; ls -A /run/containment; echo tried; exec sleep 1000", userNamespace, mayMount: false, cancellation);
        Assert.That(await Cell.UntilAsync(container, "tried", cancellation), Is.EqualTo("0\nlimits.json\ntried\n"));
    }

    [Test]
    public async Task One_that_looks_without_end_keeps_no_other_from_looking(CancellationToken cancellation)
    {
        for (var n = 0; n < 3; n++) await StartAsync("while :; do cat /proc/meminfo /proc/stat /proc/loadavg; done > /dev/null", userNamespace: true, mayMount: false, cancellation);
        var container = await StartAsync("exec sleep 1000", userNamespace: true, mayMount: false, cancellation);
        await container.SetAsync(new() { MemoryMax = MemoryLimit.MiB(48) }, cancellation);
        for (var n = 0; n < 10; n++)
        {
            await using var session = await container.ExecAsync(new ProcessSpec("grep", "MemTotal", "/proc/meminfo"), null, cancellation);
            using var reader = new StreamReader(session.Output);
            Assert.That(await reader.ReadToEndAsync(cancellation), Is.EqualTo("MemTotal:          49152 kB\n"));
        }
    }

    private string Guests(string id) => Path.Combine(_cell.Test.Options.RuntimeDirectory, "guests", id);

    private async Task<Container> StartAsync(string script, bool userNamespace, bool mayMount, CancellationToken cancellation)
    {
        var process = new ProcessSpec("/bin/sh", "-c", script);
        if (mayMount) process = process with { Capabilities = [.. ProcessSpec.DefaultCapabilities, "CAP_SYS_ADMIN"] };
        var spec = _cell.Spec(process, userNamespace);
        return await _cell.StartAsync(spec with { Isolation = spec.Isolation with { GuestView = GuestView.Own, TellLimits = true }, Limits = new() { MemoryMax = MemoryLimit.MiB(64) } }, cancellation);
    }
}
