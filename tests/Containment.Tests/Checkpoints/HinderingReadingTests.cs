using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Hindering;

namespace Containment.Tests.Checkpoints;

internal sealed class HinderingReadingTests
{
    [Test]
    public void Mappings_are_added_up_and_special_ones_named()
    {
        var memory = MemoryFacts.Parse(
        [
            "00400000-00401000 r-xp 00000000 08:01 12 /bin/web",
            "7f0000000000-7f0040000000 ---p 00000000 00:00 0 ",
            "7f0040000000-7f0040200000 rw-s 00000000 00:0f 3 /anon_hugepage (deleted)",
            "7f0050000000-7f0050001000 rw-s 00000000 00:06 3 /dev/dri/card0",
            "7f0050001000-7f0050002000 rw-s 00000000 00:06 3 /dev/zero (deleted)",
            "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]",
        ]);
        Assert.That((memory.Mapped, memory.Reserved), Is.EqualTo((0x1000L + 0x40000000 + 0x200000 + 0x1000 + 0x1000, 0x40000000L)));
        Assert.That(memory.Special, Is.EqualTo(new[] { "/anon_hugepage (deleted)", "/dev/dri/card0" }));
    }

    [Test]
    public void A_watch_is_read_from_fdinfo() =>
        Assert.That(DescriptorReading.Watch("inotify wd:1 ino:9e7e sdev:800013 mask:800afce ignored_mask:0 fhandle-bytes:8"), Is.EqualTo(new WatchFacts(0x800013, 0x9e7e, null)));

    [Test]
    public void CRIU_is_told_of_the_deepest_watch_last_and_not_of_the_root()
    {
        var process = new ProcessFacts(1, "web") { Descriptors = [new(3, "anon_inode:inotify") { Watches = [new(1, 1, "/."), new(1, 2, "/app/data/settings"), new(1, 3, "/app"), new(1, 4, null)] }] };
        Assert.That(WatchedPaths.Of(new(1, [process], [], new HashSet<string>())), Is.EqualTo(new[] { "/app", "/app/data/settings" }));
    }

    [Test]
    public void Where_inotify_watches_is_in_what_CRIU_is_asked() =>
        Assert.That(CriuRequests.Dump(1, 2, 3, "/freezer", false, [], ["/app/settings"]).Opts.IrmapScanPaths, Is.EqualTo(new[] { "/app/settings" }));

    [TestCase("pos:\t0")]
    [TestCase("inotify wd:1 ino:zz sdev:1")]
    public void Other_lines_are_no_watches(string line) => Assert.That(DescriptorReading.Watch(line), Is.Null);

    [Test]
    public void Only_netlink_sockets_with_something_unread_are_listed() =>
        Assert.That(NetlinkQueues.Read(["sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode", "0000000000000000 0 1 00000000 0 0 0 2 0 41", "0000000000000000 0 1 00000000 768 0 0 2 0 42"]), Is.EqualTo(new Dictionary<string, long> { ["socket:[42]"] = 768 }));

    [TestCase("Version: 4.1.1\nGitID: v4.1\n", "4.1.1")]
    [TestCase("Version: 4.2-rc1\n", "4.2")]
    [TestCase("criu: not found", null)]
    public void The_version_of_CRIU_is_read(string said, string? version) => Assert.That(CriuVersion.Parse(said)?.ToString(), Is.EqualTo(version));
}
