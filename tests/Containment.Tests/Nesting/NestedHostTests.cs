using Containment.Bundles;
using Containment.Bundles.Filtering;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;
using Containment.Containers.Life;
using Containment.Linux.Namespaces;

namespace Containment.Tests.Nesting;

internal sealed class NestedHostTests
{
    private static readonly RuntimeSpec Nested = RuntimeSpecCompiler.Compile(new(new("/bin/sh")) { Isolation = new() { Nesting = true } }, "web", UserIdentity.Root, new(100_000, 262_144));

    [Test]
    public void It_sees_proc_and_sysfs_whole_at_one_place_that_is_root_s_alone_and_masked_elsewhere()
    {
        var mounts = Nested.Mounts!.ToDictionary(mount => mount.Destination);
        Assert.That((mounts["/dev/.containment/proc"].Type, mounts["/dev/.containment/sys"].Type), Is.EqualTo(("proc", "sysfs")));
        Assert.That(mounts["/dev/.containment"].Options, Does.Contain("mode=700"));
        Assert.That(Nested.Linux!.MaskedPaths, Is.EqualTo(ProtectedPaths.Masked).And.None.StartsWith(NestedHost.Whole));
        Assert.That(mounts["/sys/fs/cgroup"].Options, Does.Contain("rw"));
    }

    [Test]
    public void Its_own_sysctls_can_be_written_and_nothing_else_more_than_in_others() =>
        Assert.That(ProtectedPaths.ReadOnly.Except(Nested.Linux!.ReadonlyPaths!), Is.EqualTo(new[] { "/proc/sys" }));

    [Test]
    public void It_may_do_what_containers_are_made_by_and_nothing_that_is_the_machines()
    {
        var capabilities = Nested.Process!.Capabilities!.Bounding!;
        Assert.That(capabilities, Is.SupersetOf(ProcessSpec.DefaultCapabilities).And.Contains("CAP_SYS_ADMIN").And.Contains("CAP_NET_ADMIN").And.Contains("CAP_SETFCAP"));
        Assert.That(capabilities.Intersect(["CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_TIME", "CAP_SYS_BOOT", "CAP_BPF", "CAP_PERFMON", "CAP_SYSLOG", "CAP_AUDIT_CONTROL", "CAP_MAC_ADMIN"]), Is.Empty);
        Assert.That(Nested.Process.NoNewPrivileges, Is.False);
        Assert.That(NestedHost.Process(new("x") { Capabilities = ["CAP_CHOWN"] }, new() { Nesting = true }).Capabilities, Is.EqualTo(new[] { "CAP_CHOWN" }));
        Assert.That(NestedHost.Process(new("x"), new()).Capabilities, Is.Null);
    }

    [Test]
    public void Its_filter_opens_mounts_and_namespaces_and_tells_that_there_are_no_keys()
    {
        var rules = Nested.Linux!.Seccomp!.Syscalls!;
        var allowed = rules.Where(rule => rule.Action == "SCMP_ACT_ALLOW" && rule.Args is not { Count: > 0 }).SelectMany(rule => rule.Names!).ToHashSet();
        Assert.That(allowed, Is.SupersetOf(new[] { "mount", "pivot_root", "unshare", "setns", "clone3", "fsopen" }));
        Assert.That(allowed.Intersect([.. ShutCalls.Names, "bpf", "perf_event_open", "open_by_handle_at", "syslog", "init_module"]), Is.Empty);
        Assert.That(rules.Single(rule => rule.Names!.Contains("keyctl")).ErrnoRet, Is.EqualTo(38));
    }

    [Test]
    public void What_it_has_can_be_asked_for_only_where_it_can_be()
    {
        Assert.That(Assert.Throws<InvalidSpecException>(() => RuntimeSpecs.CheckNesting(new() { Nesting = true, UserNamespace = false }, null))!.Field, Is.EqualTo("isolation.nesting"));
        Assert.That(Assert.Throws<InvalidSpecException>(() => RuntimeSpecs.CheckNesting(new() { IdCount = 131_072, UserNamespace = false }, null))!.Field, Is.EqualTo("isolation.idCount"));
        Assert.That(Assert.Throws<InvalidSpecException>(() => RuntimeSpecs.CheckNesting(new() { Nesting = true, TellLimits = true }, null))!.Field, Is.EqualTo("isolation.tellLimits"));
        Assert.DoesNotThrow(() => RuntimeSpecs.CheckNesting(new() { Nesting = true, IdCount = 131_072 }, null));
        var (few, many) = (Root(65_536), Root(131_072));
        Assert.That(Assert.Throws<ContainmentException>(() => RuntimeSpecs.CheckNesting(new() { Nesting = true }, few))!.Subject, Is.EqualTo("isolation.nesting"));
        Assert.That(Assert.Throws<ContainmentException>(() => RuntimeSpecs.CheckNesting(new() { IdCount = 65_536 }, many))!.Subject, Is.EqualTo("isolation.idCount"));
        Assert.DoesNotThrow(() => RuntimeSpecs.CheckNesting(new() { Nesting = true }, many));
        Assert.DoesNotThrow(() => RuntimeSpecs.CheckNesting(new(), few));
    }

    [TestCase(0u)]
    [TestCase(1u)]
    [TestCase(65_537u)]
    [TestCase(257u * 65_536)]
    public void A_count_of_ids_that_is_no_multiple_is_refused(uint count) => Assert.Throws<InvalidSpecException>(() => _ = new IsolationSpec { IdCount = count });

    [Test]
    public void A_host_has_more_ids_where_nobody_says_how_many() =>
        Assert.That((new IsolationSpec().Ids, new IsolationSpec { Nesting = true }.Ids, new IsolationSpec { Nesting = true, IdCount = 131_072 }.Ids), Is.EqualTo((65_536u, 262_144u, 131_072u)));

    [Test]
    public void A_host_inside_keeps_its_last_id_for_itself_where_it_has_some_to_spare()
    {
        Assert.That((Root(262_144).Keeper, Root(262_144).Users), Is.EqualTo((((uint, uint)?)(262_143, 262_143), (IReadOnlyList<IdLine>)[new(0, 0, 262_143)])));
        Assert.That((Root(65_536).Keeper, Root(65_536).Users), Is.EqualTo((((uint, uint)?)null, (IReadOnlyList<IdLine>)[new(0, 0, 65_536)])));
        // As unshare(1) maps a user and his range.
        var user = OwnIds.OfRoot([new(0, 0, 1), new(1, 1, 65_536)], [new(0, 0, 1), new(1, 1, 65_536)]);
        Assert.That((user.Keeper, user.Users[^1].Count), Is.EqualTo((((uint, uint)?)(65_536, 65_536), 65_535u)));
    }

    private static OwnIds Root(uint count) => OwnIds.OfRoot([new(0, 0, count)], [new(0, 0, count)]);
}
