using System.Globalization;
using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;
using Containment.Scheduling;

namespace Containment.Kernel.Tests.Scheduling;

/// <summary>The governor with real containers, below a cgroup that stands in for the machine.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.MemoryV1, Need.CgroupHybrid), CancelAfter(60_000)]
internal sealed class GovernorTests
{
    private const long MiB = 1 << 20;
    private readonly PoolCgroup _pool = new("ctgov");
    private string _top = "";
    private ContainerHost _host = null!;

    [SetUp]
    public void Open()
    {
        _top = Directory.CreateTempSubdirectory("ctgov-").FullName;
        _host = ContainerHost.Open(new() { StateDirectory = Path.Combine(_top, "state"), RuntimeDirectory = Path.Combine(_top, "run"), CgroupParent = _pool.Name });
    }

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (var container in await _host.ListAsync())
        {
            if ((await container.GetStatusAsync()).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync();
            await container.DeleteAsync();
        }
        await _host.DisposeAsync();
        _pool.Remove();
        Directory.Delete(_top, recursive: true);
    }

    [Test]
    public async Task Who_grows_when_memory_is_short_waits_and_goes_on_when_the_governor_ends(CancellationToken cancellation)
    {
        var grower = await ShortOfMemoryAsync(cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var governor = _host.OpenGovernor(Options(dry: false));
        var stood = new TaskCompletionSource();
        governor.Looked = report =>
        {
            // Looked at in between, so that nobody lets it go meanwhile.
            if (report.Decision.Actions.Any(action => action is GovernorAction.Hold && action.Id == grower.Id) && report.Failed.Count == 0 && FrozenFile(grower.Id) == "1") stood.TrySetResult();
        };
        var governing = governor.RunAsync(end.Token);
        await stood.Task.WaitAsync(cancellation);
        Assert.That((await grower.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(FrozenFile(grower.Id), Is.EqualTo("0"));
        Assert.That(File.Exists(Path.Combine(_host.Options.RuntimeDirectory, "governor.undo")), Is.False);
    }

    [Test]
    public async Task A_dry_run_decides_and_writes_nothing(CancellationToken cancellation)
    {
        var grower = await ShortOfMemoryAsync(cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var governor = _host.OpenGovernor(Options(dry: true));
        var wrote = false;
        governor.Looked = _ => wrote |= FrozenFile(grower.Id) == "1" || File.Exists(Path.Combine(_host.Options.RuntimeDirectory, "governor.undo"));
        var governing = governor.RunAsync(end.Token);
        while (governor.Last?.Readings.Containers.Any(one => one.Held) != true) await Task.Delay(20, cancellation);
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(wrote, Is.False);
    }

    [Test]
    public async Task One_that_is_held_is_stopped_as_any_other(CancellationToken cancellation)
    {
        var grower = await ShortOfMemoryAsync(cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var governor = _host.OpenGovernor(Options(dry: false));
        var governing = governor.RunAsync(end.Token);
        while (governor.Last?.Readings.Containers.Any(one => one.Held) != true) await Task.Delay(20, cancellation);
        await grower.StopAsync(new() { GracePeriod = TimeSpan.FromSeconds(5) }, cancellation);
        Assert.That((await grower.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Exited));
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Test]
    public async Task Sudden_pressure_makes_it_look_although_its_policy_wanted_to_wait([Values] bool removed, CancellationToken cancellation)
    {
        // Eight read again and again a file that is larger than their memory: they wait for nearly all the time, one alone for less than the alarm's tenth.
        const string thrash = "dd if=/dev/zero of=/file bs=1M count=12; while [ ! -e /go ]; do sleep 0.02; done; for n in 1 2 3 4 5 6 7; do while :; do cat /file > /dev/null; done & done; while :; do cat /file > /dev/null; done";
        var container = await StartAsync(thrash, 10, cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var governor = _host.OpenGovernor(new() { PaceMerging = false, Policy = new Patient() });
        Assert.That(governor.NoAlarms, Is.Null);
        var looks = 0;
        governor.Looked = _ => Interlocked.Increment(ref looks);
        var governing = governor.RunAsync(end.Token);
        await UntilAsync(1);
        if (removed)
        {
            // The cgroup above all goes: from then on it is the machine whose pressure counts.
            await container.KillAsync(cancellation);
            await container.DeleteAsync(cancellation);
            _pool.Remove();
            await UntilAsync(Volatile.Read(ref looks) + 1);
            container = await StartAsync(thrash, 10, cancellation);
        }
        await (await container.ExecAsync(new ProcessSpec("/bin/touch", "/go"), null, cancellation)).DisposeAsync();
        await UntilAsync(Volatile.Read(ref looks) + 2);
        await end.CancelAsync();
        await governing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task UntilAsync(int count)
        {
            while (Volatile.Read(ref looks) < count) await Task.Delay(20, cancellation);
        }
    }

    [Test]
    public async Task A_host_has_one_governor()
    {
        await using var first = _host.OpenGovernor();
        Assert.That(Assert.Throws<ContainmentException>(() => _host.OpenGovernor())!.Reason, Is.EqualTo(FailureReason.WrongState));
    }

    [Test]
    public async Task What_a_dead_governor_has_left_standing_goes_on_when_the_next_begins(CancellationToken cancellation)
    {
        var container = await StartAsync("sleep 1000", 64, cancellation);
        var file = FrozenPath(container.Id);
        await File.WriteAllTextAsync(file, "1", cancellation);
        await File.WriteAllTextAsync(Path.Combine(_host.Options.RuntimeDirectory, "governor.undo"), $"0 {file}\n", cancellation);
        await using var governor = _host.OpenGovernor();
        Assert.That(FrozenFile(container.Id), Is.EqualTo("0"));
    }

    private static GovernorOptions Options(bool dry) => new() { DryRun = dry, PaceMerging = false, Policy = new SharingPolicy(new() { Reserve = 0.4, LongestHold = TimeSpan.FromMinutes(5) }) };

    // One that has much and stays so, and one that takes more and more, slowly, and gives it back.
    private async Task<Container> ShortOfMemoryAsync(CancellationToken cancellation)
    {
        await StartAsync("dd if=/dev/zero bs=40M count=1 | (read -r -n 1 x; sleep 1000)", 120, cancellation);
        await _pool.LimitMemoryAsync(80 * MiB, cancellation);
        return await StartAsync("a=; while :; do a=$a$(head -c 100000 /dev/zero | tr '\\0' x); sleep 0.02; [ ${#a} -gt 20000000 ] && a=; done", 60, cancellation);
    }

    private async Task<Container> StartAsync(string script, int limit, CancellationToken cancellation)
    {
        var container = await _host.CreateAsync(TestHost.Shell(script) with { Isolation = new() { UserNamespace = false }, Limits = new() { MemoryMax = MemoryLimit.MiB(limit) } }, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    private string FrozenPath(ContainerId id) => Directory.EnumerateDirectories("/sys/fs/cgroup/unified", $"*{id}", SearchOption.AllDirectories).Single() + "/cgroup.freeze";

    private string FrozenFile(ContainerId id) => File.ReadAllText(FrozenPath(id)).Trim();

    private sealed class Patient : IGovernorPolicy
    {
        public GovernorState Begin() => new Nothing();

        public GovernorDecision Decide(GovernorState state, GovernorReadings readings, DateTimeOffset now) => new(state, [], TimeSpan.FromHours(1), Short: false);

        private sealed record Nothing : GovernorState;
    }
}
