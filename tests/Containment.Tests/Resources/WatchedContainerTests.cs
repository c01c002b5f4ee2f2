using Containment.Resources;
using Containment.Resources.Watching;

namespace Containment.Tests.Resources;

internal sealed class WatchedContainerTests
{
    [Test]
    public void What_is_not_taken_is_added_up_and_told_later()
    {
        using var files = new PlainFiles(("cpu.stat", "nr_throttled 5\n"));
        using var container = new WatchedContainer("a", files.AsUnified, isNew: false);
        Assert.That(container.Attach([], (_, _) => 1));
        Throttle(files, 7);
        List<(ResourceEventKind, long)> told = [];
        container.Count((_, _) => false, announcedOnly: false);
        Throttle(files, 9);
        container.Count((kind, count) => { told.Add((kind, count)); return true; }, announcedOnly: false);
        container.Count((kind, count) => { told.Add((kind, count)); return true; }, announcedOnly: false);
        Assert.That(told, Is.EqualTo(new[] { (ResourceEventKind.CpuThrottled, 4L) }));
    }

    [Test]
    public void Of_one_that_is_new_all_is_told_and_a_counter_that_fell_began_anew()
    {
        using var files = new PlainFiles(("cpu.stat", "nr_throttled 5\n"));
        using var container = new WatchedContainer("a", files.AsUnified, isNew: true);
        container.Attach([], (_, _) => 1);
        List<long> told = [];
        container.Count((_, count) => { told.Add(count); return true; }, announcedOnly: false);
        Throttle(files, 2);
        container.Count((_, count) => { told.Add(count); return true; }, announcedOnly: false);
        Assert.That(told, Is.EqualTo(new[] { 5L, 2 }));
    }

    [Test]
    public void One_without_cgroups_is_not_attached()
    {
        using var files = new PlainFiles();
        using var container = new WatchedContainer("a", new(new($"{files.Directory.Path}/none"), ["memory"], new Dictionary<string, Containment.Linux.Cgroups.CgroupDirectory>()), isNew: true);
        Assert.That(container.Attach([], (_, _) => 1), Is.False);
    }

    private static void Throttle(PlainFiles files, int periods) => File.WriteAllText(files.Directory["cpu.stat"], $"nr_throttled {periods}\n");
}
