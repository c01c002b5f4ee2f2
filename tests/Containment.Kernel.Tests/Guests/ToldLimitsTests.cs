using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Guests;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class ToldLimitsTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    public async Task A_program_inside_finds_each_change_of_its_limits_whole([Values] bool userNamespace, CancellationToken cancellation)
    {
        var spec = TestHost.Shell("while :; do cat /run/containment/limits.json || echo missing; usleep 1000; done");
        var container = await GuestScene.StartAsync(_test.Host, spec with { Isolation = new() { TellLimits = true, UserNamespace = userNamespace }, Limits = GuestScene.Limits }, cancellation);
        Assert.That(await GuestScene.AskAsync(container, "cat /run/containment/limits.json", cancellation), Is.EqualTo($"{{\"version\":1,\"memoryMax\":{64 << 20},\"memoryHigh\":null,\"swap\":null,\"cpus\":0.5,\"cpuSet\":null,\"pids\":null}}\n"));
        for (var mebibytes = 65; mebibytes <= 80; mebibytes++) await container.SetAsync(new() { MemoryMax = MemoryLimit.MiB(mebibytes), Pids = PidsLimit.Of(50) }, cancellation);
        var last = $"{{\"version\":1,\"memoryMax\":{80 << 20},\"memoryHigh\":null,\"swap\":null,\"cpus\":0.5,\"cpuSet\":null,\"pids\":50}}";
        var read = "";
        await foreach (var entry in container.ReadLogAsync(new() { Follow = true, Since = DateTimeOffset.UnixEpoch }, cancellation))
            if ((read += entry.Text).Contains(last + "\n", StringComparison.Ordinal)) break;
        Assert.That(read[..read.LastIndexOf('\n')].Split('\n'), Is.All.StartsWith("{\"version\":1,").And.All.EndsWith("}"));
    }

    [Test]
    public async Task It_can_only_be_read(CancellationToken cancellation)
    {
        var container = await GuestScene.StartAsync(_test.Host, TestHost.Shell("sleep 1000") with { Isolation = new() { TellLimits = true, UserNamespace = false } }, cancellation);
        Assert.That(await GuestScene.AskAsync(container, "echo x > /run/containment/limits.json; touch /run/containment/new; rm /run/containment/limits.json", cancellation), Does.Match("^(.*Read-only file system\n){3}$"));
    }
}
