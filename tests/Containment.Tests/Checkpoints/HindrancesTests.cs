using Containment.Checkpoints.Hindering;
using Containment.Containers.Life;

namespace Containment.Tests.Checkpoints;

internal sealed class HindrancesTests
{
    private static readonly ProcessFacts Init = new(10, "init") { Parent = 5, Descriptors = [new(0, "pipe:[1]"), new(1, "pipe:[2]"), new(2, "/dev/null") { Elsewhere = true }] };
    private static readonly ProcessFacts Child = new(11, "web") { Parent = 10, Program = "/bin/web" };

    private static IReadOnlyList<Hindrance> Of(ProcessFacts process, string mounts = "", params string[] outside) =>
        Hindrances.Of(new(10, [Init, process], [.. mounts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(MountLine.Parse)], outside.ToHashSet()));

    private static IReadOnlyList<Hindrance> Open(string target, string? protocol = null, long deleted = 0, long unread = 0) =>
        Of(Child with { Descriptors = [new(3, target) { Protocol = protocol, DeletedBytes = deleted, Unread = unread }] });

    private static (Weight, string)[] Codes(IReadOnlyList<Hindrance> found) => [.. found.Select(one => (one.Weight, one.Code))];

    [Test]
    public void An_ordinary_container_has_none() => Assert.That(Of(Child), Is.Empty);

    [TestCase("anon_inode:[io_uring]", "io-uring")]
    [TestCase("anon_inode:[userfaultfd]", "userfaultfd")]
    [TestCase("anon_inode:[perf_event]", "perf-event")]
    [TestCase("anon_inode:seccomp notify", "seccomp-notify")]
    [TestCase("anon_inode:kvm-vm", "descriptor")]
    [TestCase("/dev/kvm", "device-open")]
    [TestCase("/dev/fuse", "device-open")]
    public void What_CRIU_does_not_know_is_named_with_process_and_descriptor(string target, string code)
    {
        var one = Open(target).Single();
        Assert.That((one.Weight, one.Code), Is.EqualTo((Weight.Refusal, code)));
        Assert.That(one.What, Does.StartWith("process 11 (web)").And.Contain("descriptor 3"));
        Assert.That(one.Remedy, Is.Not.Empty);
    }

    [TestCase("anon_inode:[eventfd]")]
    [TestCase("anon_inode:[eventpoll]")]
    [TestCase("anon_inode:[signalfd]")]
    [TestCase("anon_inode:[timerfd]")]
    [TestCase("anon_inode:[pidfd]")]
    [TestCase("anon_inode:inotify")]
    [TestCase("/dev/null")]
    [TestCase("/dev/urandom")]
    [TestCase("/dev/pts/0")]
    [TestCase("/dev/shm/queue")]
    [TestCase("/memfd:buffer (deleted)")]
    [TestCase("pipe:[7]")]
    public void What_it_saves_is_none(string target) => Assert.That(Open(target), Is.Empty);

    [TestCase("MPTCP", "mptcp")]
    [TestCase("MPTCPv6", "mptcp")]
    [TestCase("AF_VSOCK", "socket")]
    [TestCase("XDP", "socket")]
    [TestCase("SCTP", "socket")]
    [TestCase("ALG", "socket")]
    public void Sockets_of_other_protocols_are_refused(string protocol, string code) => Assert.That(Codes(Open("socket:[9]", protocol)), Is.EqualTo(new[] { (Weight.Refusal, code) }));

    [TestCase("TCP")]
    [TestCase("TCPv6")]
    [TestCase("UDP")]
    [TestCase("UNIX-STREAM")]
    [TestCase("PACKET")]
    [TestCase("RAW")]
    [TestCase("NETLINK")]
    public void Sockets_of_these_are_saved(string protocol) => Assert.That(Open("socket:[9]", protocol), Is.Empty);

    [Test]
    public void What_netlink_said_and_nobody_read_is_doubtful() => Assert.That(Codes(Open("socket:[9]", "NETLINK", unread: 20)), Is.EqualTo(new[] { (Weight.Doubt, "netlink-unread") }));

    [TestCase(256L << 20, false)]
    [TestCase((256L << 20) + 512, true)]
    public void A_deleted_file_is_saved_up_to_a_size(long bytes, bool refused) => Assert.That(Open("/log (deleted)", deleted: bytes).Any(one => one.Code == "deleted-file"), Is.EqualTo(refused));

    [Test]
    public void A_file_on_no_mount_that_it_sees_is_refused_unless_the_container_was_given_it()
    {
        Assert.That(Codes(Of(Child with { Descriptors = [new(3, "/q") { Elsewhere = true }] })), Is.EqualTo(new[] { (Weight.Refusal, "foreign-file") }));
        Assert.That(Of(Child with { Descriptors = [new(7, "/dev/null") { Elsewhere = true }] }), Is.Empty);
    }

    [Test]
    public void A_watch_is_refused_only_where_its_file_was_not_found()
    {
        Assert.That(Of(Child with { Descriptors = [new(3, "anon_inode:inotify") { Watches = [new(1, 2, "/app/settings")] }] }), Is.Empty);
        Assert.That(Codes(Of(Child with { Descriptors = [new(3, "anon_inode:inotify") { Watches = [new(1, 2, null)] }] })), Is.EqualTo(new[] { (Weight.Refusal, "inotify") }));
    }

    [Test]
    public void An_exec_passes_when_it_is_ended()
    {
        var one = Of(Child with { Parent = 4 }).Single();
        Assert.That((one.Weight, one.Code, one.Passing), Is.EqualTo((Weight.Refusal, "exec", true)));
        Assert.That((Assert.Throws<ContainmentException>(() => Hindrances.Check("shop", new(10, [Init, Child with { Parent = 4 }], [], new HashSet<string>()))))!.Reason, Is.EqualTo(FailureReason.WrongState));
    }

    [Test]
    public void What_an_exec_left_behind_holds_is_told()
    {
        Assert.That(Codes(Of(Child with { Descriptors = [new(1, "pipe:[8]")] }, outside: "pipe:[8]")), Is.EqualTo(new[] { (Weight.Doubt, "outside-pipe") }));
        Assert.That(Codes(Of(Child with { Descriptors = [new(4, "socket:[8]") { Protocol = "UNIX-STREAM" }] }, outside: "socket:[8]")), Is.EqualTo(new[] { (Weight.Refusal, "outside-socket") }));
        Assert.That(Of(Child with { Descriptors = [new(1, "pipe:[2]")] }, outside: "pipe:[2]"), Is.Empty, "its own output, which is known");
    }

    [Test]
    public void Programs_in_memory_and_traced_ones_are_refused()
    {
        Assert.That(Codes(Of(Child with { Program = "/memfd:x (deleted)" })), Is.EqualTo(new[] { (Weight.Refusal, "memory-program") }));
        Assert.That(Codes(Of(Child with { Tracer = 12 })), Is.EqualTo(new[] { (Weight.Refusal, "traced") }));
    }

    [Test]
    public void Mappings_that_can_not_be_saved_or_cost_time_are_told()
    {
        Assert.That(Codes(Of(Child with { Memory = new(1, 0, ["/secretmem (deleted)"]) })), Is.EqualTo(new[] { (Weight.Refusal, "secret-memory") }));
        Assert.That(Codes(Of(Child with { Memory = new(1, 0, ["/anon_hugepage (deleted)"]) })), Is.EqualTo(new[] { (Weight.Doubt, "huge-pages") }));
        Assert.That(Codes(Of(Child with { Memory = new(1, 0, ["/dev/dri/card0"]) })), Is.EqualTo(new[] { (Weight.Refusal, "device-open") }));
        Assert.That(Codes(Of(Child with { Memory = new(3L << 40, 1L << 40, []) })), Is.EqualTo(new[] { (Weight.Note, "address-space") }));
        Assert.That(Of(Child with { Memory = new(3L << 40, 5L << 39, []) }), Is.Empty, "what nobody may touch is not looked through");
    }

    [TestCase("30 20 0:40 / /mnt rw - fuse.sshfs x rw", "served-mount")]
    [TestCase("30 20 0:40 / /home rw - nfs4 x rw", "served-mount")]
    [TestCase("30 20 0:40 / /proc/meminfo rw - fuse.lxcfs x rw", null)]
    [TestCase("30 20 0:40 / /tmp rw - tmpfs x rw", null)]
    public void Mounts_that_somebody_serves_are_doubtful(string line, string? code) => Assert.That(Of(Child, line).Select(one => one.Code), Is.EqualTo(code is null ? (string[])[] : [code]));

    [Test]
    public void The_worst_comes_first_and_each_kind_once_a_process()
    {
        var found = Of(Child with { Descriptors = [new(3, "socket:[9]") { Protocol = "NETLINK", Unread = 1 }, new(4, "anon_inode:[io_uring]"), new(5, "anon_inode:[io_uring]")] });
        Assert.That(Codes(found), Is.EqualTo(new[] { (Weight.Refusal, "io-uring"), (Weight.Doubt, "netlink-unread") }));
    }

    [Test]
    public void A_service_is_named() => Assert.That(Of(Child with { Unit = "web.service", Tracer = 3 }).Single().What, Does.StartWith("process 11 (web, of web.service)"));
}
