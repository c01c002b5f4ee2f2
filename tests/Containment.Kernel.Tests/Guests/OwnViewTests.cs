using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Guests;

/// <summary>GuestView.Own: a container's own limits, use and age, by the files that programs have always read.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.TimeNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class OwnViewTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    [Needs(Need.RedisRoot)]
    public async Task Debians_programs_see_its_limits_and_its_age([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await StartAsync(GuestScene.Seeing(GuestScene.Debian("sleep 1000"), userNamespace), cancellation);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await AskAsync("free -k | awk '/^Mem:/ { print $2 }'"), Is.EqualTo("65536\n"));
            Assert.That(await AskAsync("getconf _NPROCESSORS_ONLN"), Is.EqualTo("1\n"));
            Assert.That(await AskAsync("uptime -p"), Does.Match("^up (0 minutes|1 minute|)\n$"));
            Assert.That(await AskAsync("top -bn1 | grep '^MiB Mem'"), Does.Contain(" 64.0 total"));
            // By when processes began and when the machine did, ps says how long they run: both must be of one clock.
            Assert.That(int.Parse(await AskAsync("ps -o etimes= -p 1")), Is.InRange(0, 60));
            Assert.That(await AskAsync("vmstat -s | grep -c 'total memory'"), Is.EqualTo("1\n"));
            Assert.That(await AskAsync("grep -c ^processor /proc/cpuinfo; grep -c '^cpu[0-9]' /proc/stat"), Is.EqualTo("1\n1\n"));
        }

        Task<string> AskAsync(string script) => GuestScene.AskAsync(container, script, cancellation);
    }

    [Test]
    public async Task A_change_of_limits_shows_when_it_looks_again(CancellationToken cancellation)
    {
        var container = await StartAsync(GuestScene.Seeing(TestHost.Shell("sleep 1000")), cancellation);
        Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.EqualTo(64 << 10));
        await container.SetAsync(new() { MemoryMax = MemoryLimit.MiB(96), Cpu = CpuLimit.None }, cancellation);
        Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.EqualTo(96 << 10));
        Assert.That(await GuestScene.AskAsync(container, "cat /sys/devices/system/cpu/online", cancellation), Is.EqualTo(await File.ReadAllTextAsync("/sys/devices/system/cpu/online", cancellation)));
        await container.SetAsync(new() { MemoryMax = MemoryLimit.None }, cancellation);
        Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.GreaterThan(96 << 10));
    }

    [Test]
    public async Task What_it_uses_shows_while_it_looks(CancellationToken cancellation)
    {
        var container = await StartAsync(GuestScene.Seeing(TestHost.Shell("sleep 1000")), cancellation);
        await AnsweredAsync(container, cancellation);
        // Both within one shell: nothing but the opening itself can have told the host to look. The first one was refreshed just now.
        var output = await GuestScene.AskAsync(container, "cat /proc/meminfo > /dev/null; usleep 100000; dd if=/dev/zero of=/dev/shm/file bs=1M count=32 2> /dev/null; awk '/^Shmem:/ { print $2 }' /proc/meminfo; rm /dev/shm/file", cancellation);
        Assert.That(int.Parse(output), Is.InRange(32 << 10, 40 << 10));
    }

    [Test]
    public async Task A_program_that_keeps_a_file_open_sees_it_change(CancellationToken cancellation)
    {
        var container = await StartAsync(GuestScene.Seeing(TestHost.Shell("sleep 1000")), cancellation);
        await AnsweredAsync(container, cancellation);
        var output = await GuestScene.AskAsync(container, "exec 3< /proc/meminfo; dd bs=1 count=1 <&3 2> /dev/null; dd if=/dev/zero of=/dev/shm/file bs=1M count=32 2> /dev/null; sleep 1; cat <&3 | awk '/^Shmem:/ { print $2 }'; rm /dev/shm/file", cancellation);
        Assert.That(output, Does.StartWith("M"));
        Assert.That(int.Parse(output[1..]), Is.InRange(32 << 10, 40 << 10));
    }

    [Test]
    public async Task Its_processors_are_those_that_it_may_use_and_its_load_is_its_own(CancellationToken cancellation)
    {
        var spec = GuestScene.Seeing(TestHost.Shell("while :; do :; done"));
        var container = await StartAsync(spec with { Limits = new() { CpuSet = new CpuSet(0) } }, cancellation);
        Assert.That(await GuestScene.AskAsync(container, "cat /sys/devices/system/cpu/online; grep -c ^processor /proc/cpuinfo; grep -o '^cpu[0-9]*' /proc/stat", cancellation), Is.EqualTo("0\n1\ncpu\ncpu0\n"));
        await GuestScene.UntilAsync(async () => double.Parse((await GuestScene.AskAsync(container, "cat /proc/loadavg", cancellation)).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) > 0, cancellation);
        var ticks = (await GuestScene.AskAsync(container, "awk '/^cpu / { print $2 + $4 }' /proc/stat", cancellation)).Trim();
        Assert.That(double.Parse(ticks, System.Globalization.CultureInfo.InvariantCulture) / 100, Is.EqualTo((await container.GetUsageAsync(cancellation)).CpuTime.TotalSeconds).Within(5));
    }

    [Test]
    public async Task The_machine_shows_where_nothing_else_is_asked_for(CancellationToken cancellation)
    {
        var container = await StartAsync(TestHost.Shell("sleep 1000") with { Limits = GuestScene.Limits }, cancellation);
        Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.GreaterThan(64 << 10));
        Assert.That(Directory.Exists(Path.Combine(_test.Options.RuntimeDirectory, "guests", container.Id.Value)), Is.False);
    }

    [Test]
    public async Task Nothing_is_left_of_it(CancellationToken cancellation)
    {
        var spec = GuestScene.Seeing(TestHost.Shell("sleep 1000"));
        var container = await StartAsync(spec with { Isolation = spec.Isolation with { TellLimits = true } }, cancellation);
        await container.KillAsync(cancellation);
        await container.StartAsync(cancellation);
        Assert.That(await GuestScene.MemoryAsync(container, "MemTotal", cancellation), Is.EqualTo(64 << 10));
        await container.KillAsync(cancellation);
        await container.DeleteAsync(cancellation);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_test.Options.RuntimeDirectory, "guests")), Is.Empty);
    }

    private Task<Container> StartAsync(ContainerSpec spec, CancellationToken cancellation) => GuestScene.StartAsync(_test.Host, spec, cancellation);

    // Shortly after the start it sees what was written at the start; then somebody answers: two looks one after the other differ.
    private static Task AnsweredAsync(Container container, CancellationToken cancellation) => GuestScene.UntilAsync(async () =>
        await GuestScene.AskAsync(container, "stat -c %y /proc/meminfo > /tmp/1; usleep 100000; cat /proc/meminfo > /dev/null; stat -c %y /proc/meminfo | cmp -s - /tmp/1 || echo changed", cancellation) == "changed\n", cancellation);
}
