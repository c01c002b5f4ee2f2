using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2022-24769: inheritable capabilities that no file asked for; and that the sets are no wider than promised.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class CapabilityTests
{
    /// <summary>Docker's defaults (moby, oci/caps/defaults.go).</summary>
    private static readonly string[] Dockers =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP",
        "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
    ];

    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private static readonly ulong Default = Capabilities.Bits(ProcessSpec.DefaultCapabilities, "");

    private static ulong Set(string status, string name) =>
        Convert.ToUInt64(status.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1], 16);

    private async IAsyncEnumerable<string> StatusesAsync(bool userNamespace, FirstProcess first, string user, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var spec = _cell.Spec(new("/bin/sh", "-c", "cat /proc/self/status; echo done; exec sleep 1000") { User = user }, userNamespace);
        var container = await _cell.StartAsync(spec with { Isolation = spec.Isolation with { FirstProcess = first } }, cancellation);
        yield return await Cell.UntilAsync(container, "done", cancellation);
        yield return await Cell.ExecAsync(container, new("/bin/cat", "/proc/self/status") { User = user }, cancellation);
    }

    [Test]
    public async Task Nothing_is_inheritable_or_ambient_and_the_rest_is_the_default([Values] bool userNamespace, [Values] FirstProcess first, [Values("0", "1000")] string user, CancellationToken cancellation)
    {
        await foreach (var status in StatusesAsync(userNamespace, first, user, cancellation))
            Assert.Multiple(() =>
            {
                Assert.That((Set(status, "CapInh:"), Set(status, "CapAmb:")), Is.EqualTo((0UL, 0UL)));
                Assert.That(Set(status, "CapBnd:"), Is.EqualTo(Default));
                Assert.That((Set(status, "CapEff:"), Set(status, "CapPrm:")), Is.EqualTo(user == "0" ? (Default, Default) : (0UL, 0UL)));
            });
    }

    [Test]
    public void The_default_set_is_no_wider_than_Dockers() => Assert.That(ProcessSpec.DefaultCapabilities, Is.SubsetOf(Dockers));

    [Test]
    public async Task A_bundle_that_wants_inheritable_ones_has_them(CancellationToken cancellation)
    {
        var spec = Cell.Without(_cell.Shell("cat /proc/self/status", userNamespace: false), spec => spec with { Process = spec.Process! with { Capabilities = spec.Process.Capabilities! with { Inheritable = ["CAP_CHOWN"] } } });
        Assert.That(Set(await _cell.RunAsync(spec, cancellation), "CapInh:"), Is.EqualTo(1UL), "so the test would see them");
    }
}
