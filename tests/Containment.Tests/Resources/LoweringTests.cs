using Containment.Linux.Cgroups;
using Containment.Resources;
using Containment.Resources.Memory;

namespace Containment.Tests.Resources;

internal sealed class LoweringTests
{
    private const long MiB = 1 << 20;

    private static (string File, string Content)[] V2 => [("memory.max", "max\n"), ("memory.high", "90000000\n"), ("memory.current", $"{80 * MiB}\n"), ("memory.reclaim", ""), ("pids.max", "max\n")];

    private static (string File, string Content)[] V1 =>
        [("memory.limit_in_bytes", $"{128 * MiB}\n"), ("memory.memsw.limit_in_bytes", $"{128 * MiB}\n"), ("memory.usage_in_bytes", $"{80 * MiB}\n"), ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n"), ("pids.max", "max\n")];

    private static ResourceLimits Small => new() { MemoryMax = MemoryLimit.Of(20 * MiB), Pids = PidsLimit.Of(3) };

    [Test]
    public void On_v2_what_cannot_be_reclaimed_keeps_room_and_the_high_mark_is_as_it_was()
    {
        using var files = new PlainFiles(V2);
        var lowering = Run(files, files.AsUnified, Small)!;
        Assert.That((lowering.Complete, lowering.Reached.Bytes, lowering.UsedAfter), Is.EqualTo((false, (long?)LoweringPace.Lowest(80 * MiB), 80 * MiB)), "plain files reclaim nothing");
        Assert.That((files["memory.max"], files["memory.high"], files["pids.max"]), Is.EqualTo(($"{LoweringPace.Lowest(80 * MiB)}", "90000000", "3")));
        Assert.That(long.Parse(files["memory.reclaim"]), Is.InRange(1, MemoryReclaim.Chunk));
        Assert.That(files.Directory.Has("note"), Is.False);
    }

    [Test]
    public void On_v1_what_cannot_be_reclaimed_keeps_room_and_its_processes_can_be_killed_again()
    {
        using var files = new PlainFiles(V1);
        // A file takes any value, as a kernel does that can reclaim.
        var lowering = Run(files, files.AsLegacy, Small)!;
        Assert.That(lowering.Complete, Is.False);
        Assert.That((files["memory.limit_in_bytes"], files["memory.oom_control"], files["pids.max"]), Is.EqualTo(($"{LoweringPace.Lowest(80 * MiB)}", "0", "3")));
    }

    [Test]
    public void A_limit_that_leaves_room_is_simply_set()
    {
        using var files = new PlainFiles(V2);
        Assert.That(Run(files, files.AsUnified, new() { MemoryMax = MemoryLimit.Of(100 * MiB) }), Is.Null);
        Assert.That((files["memory.max"], files["memory.reclaim"]), Is.EqualTo(($"{100 * MiB}", "")));
    }

    [Test]
    public void A_limit_just_above_what_is_used_is_set_when_nothing_more_can_be_reclaimed()
    {
        using var files = new PlainFiles(V2);
        var lowering = Run(files, files.AsUnified, new() { MemoryMax = MemoryLimit.Of(83 * MiB) })!;
        Assert.That((lowering.Complete, files["memory.max"]), Is.EqualTo((true, $"{83 * MiB}")));
    }

    [Test]
    public void Cancelled_it_leaves_all_limits_as_they_were([Values] bool unified)
    {
        using var files = new PlainFiles(unified ? V2 : V1);
        using var source = new CancellationTokenSource();
        var options = new SetOptions { Progress = new Told(_ => source.Cancel()) };
        Assert.That(() => Run(files, unified ? files.AsUnified : files.AsLegacy, Small, options, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(files["pids.max"], Is.EqualTo("max"));
        if (unified) Assert.That((files["memory.max"], files["memory.high"]), Is.EqualTo(("max", "90000000")));
        else Assert.That((files["memory.limit_in_bytes"], files["memory.oom_control"]), Is.EqualTo(($"{128 * MiB}", "0")));
    }

    [Test]
    public void Every_step_is_told()
    {
        using var files = new PlainFiles(V2);
        List<MemoryLowering> steps = [];
        Run(files, files.AsUnified, Small, new() { Progress = new Told(steps.Add) });
        Assert.That(steps, Has.Count.EqualTo(LoweringPace.Tries));
        Assert.That(steps, Is.All.Property(nameof(MemoryLowering.UsedAfter)).EqualTo(80 * MiB));
    }

    [Test]
    public void Without_time_it_tries_no_longer()
    {
        using var files = new PlainFiles(V2);
        List<MemoryLowering> steps = [];
        Run(files, files.AsUnified, Small, new() { MemoryDeadline = TimeSpan.Zero, Progress = new Told(steps.Add) });
        Assert.That(steps, Has.Count.EqualTo(1));
    }

    [TestCase(-1), TestCase(3601)]
    public void A_deadline_that_makes_no_sense_is_refused(int seconds) =>
        Assert.That(() => new SetOptions { MemoryDeadline = TimeSpan.FromSeconds(seconds) }, Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("MemoryDeadline"));

    [Test]
    public void There_is_always_room_between_what_is_used_and_what_is_set()
    {
        foreach (var used in new[] { 4096, MiB, 20 * MiB, 1000 * MiB, 100_000 * MiB })
        {
            Assert.That(LoweringPace.Lowest(used) - used, Is.InRange(4 * MiB, 64 * MiB));
            Assert.That(LoweringPace.Fits(LoweringPace.Goal(used), used), $"what is aimed at for {used} can be set");
            Assert.That(LoweringPace.Fits(used, used), Is.False);
        }
    }

    private static MemoryLowering? Run(PlainFiles files, CgroupSet set, ResourceLimits limits, SetOptions? options = null, CancellationToken cancellationToken = default) =>
        CgroupChange.Run(set, limits, CgroupReading.Limits(set), null, files.Directory["note"], options ?? new(), cancellationToken);

    private sealed class Told(Action<MemoryLowering> act) : IProgress<MemoryLowering>
    {
        public void Report(MemoryLowering value) => act(value);
    }
}
