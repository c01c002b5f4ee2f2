using System.Text;
using System.Text.Json;
using Containment.Bundles.Oci;
using Containment.Containers.Guests;
using Containment.Resources;

namespace Containment.Tests.Guests;

internal sealed class GuestMountTests
{
    [Test]
    public void A_clock_of_its_own_begins_at_zero()
    {
        var runs = GuestMounts.OwnClock(new RuntimeSpec { Linux = new() { Namespaces = [new() { Type = "pid" }] } }, TimeSpan.FromSeconds(1371.9));
        Assert.That(runs.Linux!.Namespaces!.Select(one => one.Type), Is.EqualTo((string[])["pid", "time"]));
        // Whole seconds, because no clock may be before zero.
        Assert.That(runs.Linux.TimeOffsets!["boottime"], Is.EqualTo(new OciTimeOffset { Secs = -1371 }));
    }

    [Test]
    public void A_time_namespace_that_is_there_is_not_made_twice() =>
        Assert.That(GuestMounts.OwnClock(new RuntimeSpec { Linux = new() { Namespaces = [new() { Type = "time" }] } }, TimeSpan.Zero).Linux!.Namespaces, Has.Count.EqualTo(1));

    [Test]
    public void What_is_mounted_can_only_be_read() =>
        Assert.That(GuestMounts.Bind("/run/x/meminfo", "/proc/meminfo").Options, Is.SupersetOf((string[])["bind", "ro", "nosuid", "nodev", "noexec"]));

    [Test]
    public void The_clocks_distance_is_read_in_the_kernels_form() =>
        Assert.That(GuestReading.BootOffsetIn("monotonic           0         0\nboottime       -1371 500000000\n"), Is.EqualTo(TimeSpan.FromSeconds(-1370.5)));

    [Test]
    public void An_lxcfs_is_found_by_what_is_mounted() =>
        Assert.That(Lxcfs.Find(["30 1 0:5 / /proc rw - proc proc rw", "99 1 0:40 / /var/lib/lxcfs rw,nosuid shared:3 - fuse.lxcfs lxcfs rw,user_id=0"]), Is.EqualTo("/var/lib/lxcfs"));

    [Test]
    public void Without_an_lxcfs_there_is_none() => Assert.That(Lxcfs.Find(["30 1 0:5 / /proc rw - proc proc rw"]), Is.Null);

    [Test]
    public void A_container_is_told_its_limits_by_name()
    {
        var told = JsonDocument.Parse(ToldLimits.Text(new() { MemoryMax = MemoryLimit.MiB(64), Cpu = CpuLimit.Of(0.5), Pids = PidsLimit.None })).RootElement;
        Assert.That((told.GetProperty("version").GetInt32(), told.GetProperty("memoryMax").GetInt64(), told.GetProperty("cpus").GetDouble()), Is.EqualTo((1, 64L << 20, 0.5)));
        Assert.That(((string[])["memoryHigh", "swap", "cpuSet", "pids"]).Select(name => told.GetProperty(name).ValueKind), Is.All.EqualTo(JsonValueKind.Null));
        Assert.That(Encoding.ASCII.GetString(ToldLimits.Text(new())), Does.EndWith("}\n"));
    }

    [Test]
    public void A_question_is_read_as_the_native_program_writes_it()
    {
        var packet = new byte[OpenQuestion.Size];
        (packet[0], packet[8], packet[16], packet[20], packet[24]) = (5, 6, 7, 8, 1);
        Assert.That(OpenQuestion.Read(packet), Is.EqualTo(new OpenQuestion(5, new(6, 7, 8), true)));
    }
}
