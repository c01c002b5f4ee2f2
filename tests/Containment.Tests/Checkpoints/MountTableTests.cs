using Containment.Checkpoints.Dumping;

namespace Containment.Tests.Checkpoints;

internal sealed class MountTableTests
{
    private static readonly string[] Lines =
    [
        "100 90 0:50 / / rw - overlay overlay rw",
        "101 100 0:51 / /proc rw - proc proc rw",
        "102 100 0:52 / /dev rw,nosuid - tmpfs tmpfs rw",
        "103 102 0:53 / /dev/pts rw - devpts devpts rw",
        "104 102 0:54 / /dev/shm rw - tmpfs shm rw",
        "105 100 0:55 / /sys rw - sysfs sysfs ro",
        "106 105 0:30 / /sys/fs/cgroup ro - cgroup2 cgroup rw",
        "107 101 0:52 /null /proc/keys rw - tmpfs tmpfs rw",
        "108 101 0:51 /sys /proc/sys ro - proc proc rw",
        "109 105 0:56 / /sys/firmware ro - tmpfs tmpfs ro",
        "110 100 0:57 / /run rw - tmpfs tmpfs rw",
        "112 101 0:58 /c/guests/web/meminfo /proc/meminfo ro,nosuid - tmpfs tmpfs rw",
        "111 100 8:1 /srv/data /my\\040data rw shared:1 - ext4 /dev/sda1 rw",
    ];

    [Test]
    public void What_a_restore_makes_anew_is_left_out_and_the_rest_is_saved() => Assert.That(MountTable.External(Lines, _ => true), Is.EqualTo(new[]
    {
        "mnt[/dev]:dev", "mnt[/dev/shm]:shm", "mnt[/sys/fs/cgroup]:cgroup/sys/fs/cgroup", "mnt[/sys/firmware]:mask", "mnt[/proc/meminfo]:/proc/meminfo", "mnt[/my data]:/my data",
    }));

    [Test]
    public void A_shared_memory_with_files_is_saved() => Assert.That(MountTable.External(Lines, _ => false), Has.None.Contains("shm"));
}
