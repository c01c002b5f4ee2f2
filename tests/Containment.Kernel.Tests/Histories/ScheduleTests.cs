using Containment.Containers;
using Containment.Histories;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Containment.Kernel.Tests.Histories;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class ScheduleTests
{
    private readonly SetClock _clock = new();
    private TestHost _test = null!;
    private ContainerHost _host = null!;

    [SetUp]
    public void Open()
    {
        _test = new();
        _host = ContainerHost.Open(_test.Options with { TimeProvider = _clock });
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _host.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Test]
    public async Task Snapshots_are_taken_when_they_are_due_and_the_old_ones_expire(CancellationToken cancellation)
    {
        var container = await _host.CreateAsync(TestHost.Shell("i=0; while :; do i=$((i+1)); echo n$i; echo $i > /root/f; sleep 0.02; done"), cancellation);
        await container.StartAsync(cancellation);
        await container.SnapshotAsync(new() { Name = "mine" }, cancellation);
        Assert.That(await _host.RunSnapshotSchedulesAsync(cancellation), Is.Empty);
        await container.SetSnapshotScheduleAsync(new() { Every = TimeSpan.FromHours(1), Keep = new() { Last = 2 } }, cancellation);
        for (var hour = 0; hour < 5; hour++)
        {
            var round = (await _host.RunSnapshotSchedulesAsync(cancellation)).Single();
            Assert.That((round.Container, round.Failure, round.Taken!.IsScheduled, round.Expired.Count), Is.EqualTo((container.Id, (ContainmentException?)null, true, hour < 2 ? 0 : 1)));
            _clock.Now += TimeSpan.FromMinutes(59);
            Assert.That(await _host.RunSnapshotSchedulesAsync(cancellation), Is.Empty, "it is not due yet");
            _clock.Now += TimeSpan.FromMinutes(1);
        }
        var left = await container.ListSnapshotsAsync(cancellation);
        Assert.That(left.Select(one => one.IsScheduled), Is.EqualTo(new[] { false, true, true }));
        Assert.That(left[0].Name, Is.EqualTo("mine"));
        await container.SetSnapshotScheduleAsync(null, cancellation);
        Assert.That(await _host.RunSnapshotSchedulesAsync(cancellation), Is.Empty);
        await Scene.GoesOnAsync(container, cancellation);
    }

    [Test]
    public async Task A_schedule_is_there_after_the_host_was_opened_again_and_goes_with_its_container(CancellationToken cancellation)
    {
        var container = await _host.CreateAsync(TestHost.Shell("true"), cancellation);
        var schedule = new SnapshotSchedule { Every = TimeSpan.FromMinutes(90), Keep = new() { Last = 1, Hourly = 2, Daily = 3, Weekly = 4 }, Memory = true };
        await container.SetSnapshotScheduleAsync(schedule, cancellation);
        await using var other = _test.OpenAgain();
        Assert.That(await (await other.GetAsync(container.Id, cancellation)).GetSnapshotScheduleAsync(cancellation), Is.EqualTo(schedule));
        await container.DeleteAsync(cancellation);
        await _host.CreateAsync(TestHost.Shell("true", container.Id), cancellation);
        Assert.That(await container.GetSnapshotScheduleAsync(cancellation), Is.Null);
    }

    [Test]
    public async Task A_damaged_schedule_keeps_no_other_container_from_its_own(CancellationToken cancellation)
    {
        var (bad, good) = (await _host.CreateAsync(TestHost.Shell("true"), cancellation), await _host.CreateAsync(TestHost.Shell("true"), cancellation));
        foreach (var one in (Container[])[bad, good]) await one.SetSnapshotScheduleAsync(new(), cancellation);
        await File.WriteAllTextAsync(Path.Combine(_test.Options.StateDirectory, "containers", bad.Id.Value, "schedule.json"), "{\"everySeconds\":1}", cancellation);
        var rounds = await _host.RunSnapshotSchedulesAsync(cancellation);
        Assert.That(rounds.Single(round => round.Container == bad.Id).Failure?.Reason, Is.EqualTo(FailureReason.Corrupt));
        Assert.That(rounds.Single(round => round.Container == good.Id).Taken, Is.Not.Null);
    }

    [Test]
    public async Task The_hosted_service_takes_them_by_itself(CancellationToken cancellation)
    {
        var container = await _host.CreateAsync(TestHost.Shell("true"), cancellation);
        await container.SetSnapshotScheduleAsync(new(), cancellation);
        await using var services = new ServiceCollection().AddLogging().AddContainment(configure: options =>
            (options.StateDirectory, options.RuntimeDirectory) = (_test.Options.StateDirectory, _test.Options.RuntimeDirectory)).BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().ToArray();
        foreach (var service in hosted) await service.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await container.ListSnapshotsAsync(cancellation)).Count == 1, cancellation);
        foreach (var service in hosted) await service.StopAsync(cancellation);
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
