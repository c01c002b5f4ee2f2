using Containment.Bundles;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

[Needs(Need.Root, Need.Overlay, Need.Busybox)]
[CancelAfter(60_000)]
internal sealed class StartTests
{
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    [Test]
    public async Task A_command_runs_and_its_output_is_in_the_log([Values] bool userNamespace)
    {
        var request = _lab.Request(new("sh", "-c", "echo out; echo err >&2; exit 3"), new() { UserNamespace = userNamespace });
        var (status, _) = await Lab.RunAsync(request);
        Assert.Multiple(() =>
        {
            Assert.That(status.Code, Is.EqualTo(3));
            Assert.That(Lab.ReadLog(request.Keeper!.LogPath, 1), Is.EqualTo("out\n"));
            Assert.That(Lab.ReadLog(request.Keeper!.LogPath, 2), Is.EqualTo("err\n"));
            Assert.That(File.Exists(request.Keeper!.SocketPath), Is.False);
        });
        Assert.That(ExitRecord.Read(request.Keeper!.ExitPath)?.Code, Is.EqualTo(3));
    }

    [Test]
    public async Task It_begins_the_way_that_older_kernels_know([Values] bool userNamespace)
    {
        var request = _lab.Request(new("sh", "-c", "id -u; touch /tmp/new && stat -c %u /tmp/new; ls /sys/firmware"), new() { UserNamespace = userNamespace }) with { Kernel = new(6, 1) };
        var (status, output) = await Lab.RunAsync(request);
        Assert.That(status.Code, Is.Zero, output);
        Assert.That(output, Is.EqualTo("0\n0\n"));
        Assert.That(File.Exists($"{((LaunchRoot.Layered)request.Root).Layers.Upper}/tmp/new"), Is.True);
    }
}
