using Containment.Bundles;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>A file of the host by its handle, without a path (known as Shocker): any directory of the same file system is enough.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class FileHandleTests
{
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private async Task<IsolationSpec> WithVolumeAsync(bool userNamespace, CancellationToken cancellation)
    {
        _handle = (await Cell.HostAsync(cancellation, ProbeRoot.Probe("handle"), "make", _cell.Secret)).Trim();
        Assert.That(_handle, Does.Contain(":"), "the file system gives handles");
        return new() { UserNamespace = userNamespace, Mounts = [new("/volume", _cell.Shared("volume"))] };
    }

    private string _handle = "";

    [Test]
    public async Task A_file_beside_a_volume_cant_be_opened_by_its_handle([Values] bool userNamespace, CancellationToken cancellation)
    {
        var isolation = await WithVolumeAsync(userNamespace, cancellation);
        Assert.That(await _cell.RunAsync(_cell.Spec(new ProcessSpec("/bin/handle", "open", "/volume", _handle)) with { Isolation = isolation }, cancellation), Holds.Everything);
    }

    [Test]
    public async Task The_attack_works_with_the_capability_for_it(CancellationToken cancellation)
    {
        var isolation = await WithVolumeAsync(false, cancellation);
        var spec = Cell.Without(_cell.Spec(new ProcessSpec("/bin/handle", "open", "/volume", _handle)) with { Isolation = isolation }, spec => Cell.More(spec, "CAP_DAC_READ_SEARCH"));
        Assert.That(await _cell.RunAsync(spec, cancellation), Does.Contain("escaped the file by its handle of the host"));
    }
}
