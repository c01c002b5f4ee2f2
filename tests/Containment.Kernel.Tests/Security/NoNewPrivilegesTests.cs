using Containment.Bundles;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>no_new_privs: a program of the image with the setuid bit gives nobody more than it had.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class NoNewPrivilegesTests
{
    private Cell _cell = null!;
    private string _root = "";

    [SetUp]
    public void Open()
    {
        _cell = new();
        _root = _cell.OwnRoot();
        File.SetUnixFileMode($"{_root}/bin/gain", (UnixFileMode)0b100_111_101_101 | UnixFileMode.SetUser);
    }

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private async Task<string> GainAsync(bool userNamespace, FirstProcess first, CancellationToken cancellation)
    {
        var spec = _cell.Spec(new("/bin/gain") { User = "1000" }, userNamespace, _root);
        return await _cell.RunAsync(spec with { Isolation = spec.Isolation with { FirstProcess = first } }, cancellation);
    }

    [Test]
    public async Task A_setuid_program_of_the_image_gains_nothing([Values] bool userNamespace, [Values(FirstProcess.Command, FirstProcess.Reaper)] FirstProcess first, CancellationToken cancellation) =>
        Assert.That(await GainAsync(userNamespace, first, cancellation), Holds.Everything.And.Contains("real 1000 effective 1000"));

    [Test]
    public async Task A_command_gains_nothing_by_one([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace, _root), cancellation);
        Assert.That(await Cell.ExecAsync(container, new("/bin/gain") { User = "1000" }, cancellation), Holds.Everything);
    }

    [Test]
    public async Task In_a_system_container_it_becomes_the_containers_root_and_no_more(CancellationToken cancellation) =>
        Assert.That(await GainAsync(true, FirstProcess.System, cancellation), Holds.Nothing.And.Contains("effective 0"), "su works there; so the attack as written works");
}
