using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Migration;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;
using Containment.Resources;

namespace Containment.Kernel.Tests.Guests;

/// <summary>What a container sees of itself, and has open of that, when it is saved, brought back and moved.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.TimeNamespaces, Need.Busybox, Need.Criu), CancelAfter(120_000)]
internal sealed class SavedViewTests
{
    // As top does, it keeps files open; and it tells of what it reads from one of them.
    private const string Keeps = "exec 3< /proc/meminfo 4< /proc/stat 5< /proc/loadavg 6< /proc/uptime; dd bs=1 count=1 <&3 2> /dev/null > /dev/null; i=0; while :; do i=$((i+1)); echo n$i; sleep 0.05; test -e /tmp/read && { cat <&3 > /tmp/rest; rm /tmp/read; }; done";

    [Test]
    public async Task It_comes_back_with_its_files_open_and_its_clock_goes_on([Values] bool userNamespace, CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var container = await GuestScene.StartAsync(test.Host, Spec(userNamespace), cancellation);
        await GuestScene.UntilAsync(async () => await GuestScene.UptimeAsync(container, cancellation) >= 2, cancellation);
        var before = await GuestScene.UptimeAsync(container, cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await Task.Delay(3000, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);

        await SeesAsync(container, cancellation);
        // What it was saved for does not count.
        var after = await GuestScene.UptimeAsync(container, cancellation);
        Assert.That(after, Is.GreaterThan(before));
        Assert.That(await Began(container, cancellation), Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - after).Within(3));
        await container.SetAsync(new() { MemoryMax = MemoryLimit.MiB(96) }, cancellation);
        Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.EqualTo(96 << 10));
    }

    [Test]
    public async Task It_moves_and_sees_itself_over_there([Values] bool userNamespace, CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await GuestScene.StartAsync(scene.Source, Spec(userNamespace), cancellation);
        await GuestScene.UntilAsync(async () => await GuestScene.UptimeAsync(container, cancellation) >= 2, cancellation);
        var before = await GuestScene.UptimeAsync(container, cancellation);
        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);

        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        await SeesAsync(moved, cancellation);
        Assert.That(await GuestScene.UptimeAsync(moved, cancellation), Is.GreaterThan(before));
        Assert.That(Directory.Exists(Path.Combine(scene.Source.Options.RuntimeDirectory, "guests", container.Id.Value)), Is.False);
        await moved.SetAsync(new() { MemoryMax = MemoryLimit.MiB(96) }, cancellation);
        Assert.That(await GuestScene.MemoryAsync(moved, "MemTotal", cancellation), Is.EqualTo(96 << 10));
        Assert.That(await GuestScene.AskAsync(moved, "cat /run/containment/limits.json", cancellation), Does.Contain($"\"memoryMax\":{96 << 20}"));
    }

    private static ContainerSpec Spec(bool userNamespace)
    {
        var spec = GuestScene.Seeing(TestHost.Shell(Keeps), userNamespace);
        return spec with { Isolation = spec.Isolation with { TellLimits = true } };
    }

    private static async Task SeesAsync(Container container, CancellationToken cancellation)
    {
        Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.EqualTo(64 << 10));
        Assert.That(await GuestScene.AskAsync(container, "getconf _NPROCESSORS_ONLN 2> /dev/null || cat /sys/devices/system/cpu/online", cancellation), Is.AnyOf("0\n", "1\n"));
        // By the descriptor that it had before.
        await GuestScene.AskAsync(container, "touch /tmp/read", cancellation);
        await GuestScene.UntilAsync(async () => (await GuestScene.AskAsync(container, "test -e /tmp/read || cat /tmp/rest", cancellation)).Contains("MemFree", StringComparison.Ordinal), cancellation);
        Assert.That(await GuestScene.AskAsync(container, "head -n 1 /tmp/rest", cancellation), Is.EqualTo("emTotal:          65536 kB\n"));
    }

    private static async Task<double> Began(Container container, CancellationToken cancellation) =>
        double.Parse(await GuestScene.AskAsync(container, "awk '/^btime/ { print $2 }' /proc/stat", cancellation), System.Globalization.CultureInfo.InvariantCulture);
}
