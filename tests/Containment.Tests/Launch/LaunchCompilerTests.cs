using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;
using Containment.Launch;
using Containment.Linux.Processes;
using Containment.Networks;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Tests.Launch;

internal sealed class LaunchCompilerTests
{
    private static LaunchRequest Request(ProcessSpec? process = null, IsolationSpec? isolation = null)
    {
        isolation ??= new();
        IdRange? ids = isolation.UserNamespace ? new(200_000) : null;
        return new()
        {
            Id = "web",
            Spec = RuntimeSpecCompiler.Compile(new BundleSpec(process ?? new("server", "-v")) { Isolation = isolation }, "web", UserIdentity.Root, ids),
            Root = new RootLayers(["/images/top", "/images/bottom"], "/state/web/upper", "/state/web/work"),
            Ids = ids,
            Cgroup = new CgroupPlacement("/cg/unified/web", ["/cg/pids/web/cgroup.procs"]),
            Network = [new(NetworkPlace.Host, [1, 2, 3, 4, 5, 6, 7, 8], 4, "create eth0"), new(NetworkPlace.Container, [1, 2, 3, 4], null, "lo up")],
            Keeper = new() { SocketPath = "/run/web.sock", ExitPath = "/state/exits/web", LogPath = "/state/web/log" },
            MountPoint = "/run/x",
            Kernel = new(6, 18),
            Powers = LaunchPowers.Host,
        };
    }

    private static string Printed(LaunchRequest request) => LaunchCompiler.Compile(request).ToString();

    [Test]
    public void A_plan_reads_as_one_line_a_step()
    {
        var lines = Printed(Request()).TrimEnd('\n').Split('\n');
        Assert.That(lines, Is.All.Match(@"^ *\d+ (keeper|child ) \S"));
        Assert.That(lines[0], Is.EqualTo("  0 keeper umask 0"));
        Assert.That(lines, Has.Some.EndsWith("keeper clone3 user,mount,pid,uts,ipc,network"));
        Assert.That(lines, Has.Some.EndsWith("child  mount proc on /proc"));
        Assert.That(lines[^1], Does.EndWith("child  execve server"));
    }

    [Test]
    public void The_same_request_gives_the_same_bytes()
    {
        var (first, second) = (LaunchCompiler.Compile(Request()), LaunchCompiler.Compile(Request()));
        Assert.That(first.Encode(), Is.EqualTo(second.Encode()));
    }

    [Test]
    public void After_each_change_of_ids_nobody_inside_may_look_into_our_program()
    {
        var lines = Printed(Request(new("server") { User = "1000" })).TrimEnd('\n').Split('\n');
        var changes = Enumerable.Range(0, lines.Length).Where(n => lines[n].Contains(" child  setresuid", StringComparison.Ordinal)).ToArray();
        Assert.That(changes, Has.Length.EqualTo(2));
        foreach (var change in changes) Assert.That(lines[change + 1], Does.EndWith("PR_SET_DUMPABLE 0"));
    }

    [Test]
    public void Memory_is_let_merge_before_the_program_and_the_keepers_own_is_taken_back() =>
        Assert.That(Printed(Request() with { MergeMemory = true }), Does.Match(@"(?s)keeper await-exec server\n *\d+ keeper prctl PR_SET_MEMORY_MERGE 0\n.*child  prctl PR_SET_MEMORY_MERGE\n.*child  execve server"));

    [Test]
    public void Memory_is_not_merged_unasked() => Assert.That(Printed(Request()), Does.Not.Contain("MEMORY_MERGE"));

    [Test]
    public void Ids_are_mapped_before_the_layers_are() =>
        Assert.That(Printed(Request()), Does.Match(@"(?s)uid_map 0 200000 65536.*gid_map 0 200000 65536.*signal ids are mapped.*mount_setattr /images/top.*setfsuid 200000\n.*mount overlay on /\n.*setfsuid 0\n"));

    [Test]
    public void Without_a_user_namespace_nothing_is_mapped() =>
        Assert.That(Printed(Request(isolation: new() { UserNamespace = false })), Does.Not.Contain("uid_map").And.Not.Contain("setfsuid"));

    [Test]
    public void A_time_namespace_belongs_to_the_containers_user_namespace_and_is_set_before_anything_runs_in_it()
    {
        var request = Request();
        request = request with { Spec = Containment.Containers.Guests.GuestMounts.OwnClock(request.Spec, TimeSpan.FromSeconds(77)) };
        Assert.That(Printed(request), Does.Match(@"(?s)keeper await-child its clock\n.*keeper write timens_offsets boottime -77 0\n.*keeper signal the tree is ready\n.*child  setresuid 0\n.*child  unshare time\n *\d+ child  arrive its clock to be set\n"));
    }

    [Test]
    public void Without_a_user_namespace_the_keeper_makes_the_time_namespace() =>
        Assert.That(Printed(Request(isolation: new() { UserNamespace = false, TimeNamespace = true })), Does.Contain("keeper unshare time\n").And.Not.Contain("child  unshare time"));

    [Test]
    public void A_v1_cgroup_is_entered_by_the_child_before_its_cgroup_namespace_is_made() =>
        Assert.That(Printed(Request()), Does.Match(@"(?s)child  write 0 to /cg/pids/web/tasks\n.*child  unshare cgroup\n.*await ids"));

    [Test]
    public void A_host_of_containers_sees_its_own_cgroup_of_each_hierarchy()
    {
        var machine = MachineFacts.Current with { CgroupPoints = ["/cg/pids", "/cg/unified"] };
        var request = Request(isolation: new() { Nesting = true }) with { Machine = machine };
        Assert.That(Printed(request), Does.Contain("cgroup2 on /sys/fs/cgroup\n").And.Not.Contain("bind on /sys/fs/cgroup/pids"));
        Assert.That(Printed(request with { OwnHierarchies = true }), Does.Contain("mkdirat /sys/fs/cgroup/pids\n").And.Contain("mkdirat /sys/fs/cgroup/unified\n").And.Not.Contain("cgroup2 on"));
        // Without v1 there is only one.
        Assert.That(Printed(request with { OwnHierarchies = true, Cgroup = new CgroupPlacement("/cg/unified/web", []) }), Does.Contain("cgroup2 on /sys/fs/cgroup\n"));
    }

    [Test]
    public void With_v2_alone_the_clone_makes_the_cgroup_namespace() =>
        Assert.That(Printed(Request() with { Cgroup = new CgroupPlacement("/cg/web", []) }), Does.Contain("network,cgroup\n").And.Not.Contain("unshare cgroup"));

    [Test]
    public void The_host_sends_its_network_messages_before_the_container_does() =>
        Assert.That(Printed(Request()), Does.Match(@"(?s)keeper patch the pid for create eth0\n.*keeper netlink create eth0\n.*child  await the tree\n.*child  netlink lo up\n"));

    [Test]
    public void Hidden_things_are_hidden_after_everything_is_mounted() =>
        Assert.That(Printed(Request()), Does.Match(@"(?s)mount tmpfs on /dev\n.*pivot_root.*mount /proc/sys read-only\n.*mount nothing on /proc/kcore\n.*capset"));

    [Test]
    public void A_program_is_looked_for_along_the_containers_path()
    {
        var plan = LaunchCompiler.Compile(Request(new("server") { Environment = new Dictionary<string, string> { ["PATH"] = "/a:/b" } }));
        var tries = plan.Child.Where(step => step.Call == SystemCall.Execve).ToArray();
        Assert.That(tries.Select(step => Text(step.Arguments[0].Data!)), Is.EqualTo(["/a/server", "/b/server"]));
        Assert.That(tries.Select(step => step.Tolerated.Count > 0), Is.EqualTo([true, false]));
    }

    [Test]
    public void A_program_with_a_slash_is_taken_as_it_is() =>
        Assert.That(LaunchCompiler.Compile(Request(new("/bin/server"))).Child.Count(step => step.Call == SystemCall.Execve), Is.EqualTo(1));

    [Test]
    public void A_terminal_is_opened_inside_and_there_are_no_pipes() =>
        Assert.That(Printed(Request(new("sh") { Terminal = true })), Does.Contain("child  openat2 /dev/pts/ptmx").And.Contain("the terminal on /dev/console").And.Not.Contain("pipe2"));

    [Test]
    public void A_joined_namespace_is_not_made_anew()
    {
        var request = Request();
        IReadOnlyList<OciNamespace> namespaces = [.. request.Spec.Linux!.Namespaces!.Where(one => one.Type != "network"), new() { Type = "network", Path = "/run/netns/x" }];
        var printed = Printed(request with { Spec = request.Spec with { Linux = request.Spec.Linux with { Namespaces = namespaces } } });
        Assert.That(printed, Does.Contain("holder setns /run/netns/x\n").And.Contain("holder clone3 user,mount,pid,uts,ipc,cgroup\n").And.Contain("holder write 0 to /cg/pids/web/tasks\n").And.Not.Contain("keeper setns"));
    }

    [Test]
    public void A_user_namespace_is_joined_last_and_its_own_ids_count()
    {
        var request = Request();
        IReadOnlyList<OciNamespace> namespaces = [new() { Type = "user", Path = "/run/u" }, new() { Type = "time", Path = "/run/t" }, new() { Type = "pid", Path = "/run/p" }, new() { Type = "mount" }];
        request = request with
        {
            JoinedIds = new([new() { ContainerId = 0, HostId = 7000, Size = 1 }, new() { ContainerId = 1, HostId = 90000, Size = 10 }], [new() { ContainerId = 0, HostId = 8000, Size = 20 }]),
            Spec = request.Spec with
            {
                Hostname = null,
                Process = request.Spec.Process! with { User = new() { Uid = 4, Gid = 5 } },
                Linux = request.Spec.Linux! with { Namespaces = namespaces, UidMappings = null, GidMappings = null },
            },
        };
        Assert.That(Printed(request), Does.Match(@"(?s)keeper setns /run/t\n.*keeper fchown input to 90003:8005|(?s)keeper fchown input to 90003:8005\n.*keeper setns /run/t\n")
            .And.Match(@"(?s)setfsgid 8000\n.*setfsuid 7000\n.*holder setns /run/p\n.*holder setns /run/u\n.*holder clone3 mount\n").And.Not.Contain("uid_map"));
    }

    [Test]
    public void What_cannot_be_is_refused_by_name()
    {
        var request = Request();
        Assert.Multiple(() =>
        {
            Assert.That(() => LaunchCompiler.Compile(request with { Spec = request.Spec with { Process = null } }), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("process"));
            Assert.That(() => LaunchCompiler.Compile(request with { Ids = null, Spec = request.Spec with { Linux = request.Spec.Linux! with { UidMappings = null } } }), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.uidMappings"));
            Assert.That(() => LaunchCompiler.Compile(request with { Root = ((LaunchRoot.Layered)request.Root).Layers with { Work = "/elsewhere/work" } }), Throws.TypeOf<InvalidSpecException>());
            Assert.That(() => LaunchCompiler.Compile(request with { Keeper = request.Keeper! with { SocketPath = "/" + new string('x', 108) } }), Throws.TypeOf<InvalidSpecException>());
        });
    }

    [Test]
    public void Labels_are_opened_in_the_hosts_proc_and_written_before_the_powers_go()
    {
        var request = Request();
        request = request with
        {
            Machine = new() { AppArmor = true, SeLinux = true },
            Spec = request.Spec with { Process = request.Spec.Process! with { ApparmorProfile = "acme", SelinuxLabel = "u:r:t:s0" } },
        };
        Assert.That(Printed(request), Does.Match(@"(?s)child  openat /proc/self/attr/apparmor/exec\n.*pivot_root.*child  write exec acme to the label at execve\n.*write u:r:t:s0 to the label.*capset"));
    }

    [Test]
    public void A_new_resource_control_group_gets_its_schemas_before_the_process()
    {
        var request = Request();
        request = request with { Machine = new() { ResourceControl = "/nowhere/resctrl" }, Spec = request.Spec with { Linux = request.Spec.Linux! with { IntelRdt = new() { L3CacheSchema = "L3:0=f", MemBwSchema = "MB:0=20", EnableMbm = true } } } };
        Assert.That(Printed(request), Does.Match(@"(?s)mkdirat /nowhere/resctrl/web\n.*write L3:0=f to /nowhere/resctrl/web/schemata\n.*write MB:0=20 to .*write the process to /nowhere/resctrl/web/tasks\n.*mkdirat /nowhere/resctrl/web/mon_groups/web\n.*write the process to /nowhere/resctrl/web/mon_groups/web/tasks\n"));
    }

    [Test]
    public void Older_kernels_get_their_layers_attached() =>
        Assert.That(Printed(Request() with { Kernel = new(6, 1) }), Does.Match(@"(?s)unshare mount\n.*move_mount a layer\n.*setns the host's mount namespace\n").And.Not.Contain("lowerdir+"));

    [Test]
    public void A_device_of_the_bundle_is_made_in_place_of_the_usual_one()
    {
        var request = Request(isolation: new() { UserNamespace = false });
        LaunchPlan With(OciDevice device) => LaunchCompiler.Compile(request with { Spec = request.Spec with { Linux = request.Spec.Linux! with { Devices = [device] } } });
        var plan = With(new() { Type = "c", Path = "/dev/zero", Major = 1, Minor = 3, FileMode = 0x180, Uid = 7, Gid = 8 });
        var made = plan.Keeper.Single(step => step.ToString() == "mknodat /dev/zero");
        Assert.That(made.Arguments[2].Value, Is.EqualTo(0x2180));
        Assert.That(plan.ToString(), Does.Contain("fchownat /dev/zero to 7:8\n"));
        // What hides files is the null device, whatever is called so.
        var masks = With(new() { Type = "c", Path = "/dev/null", Major = 10, Minor = 229 }).Child.First(step => step.Call == SystemCall.OpenTree && step.Subject == "nothing on /proc/kcore");
        Assert.That(Text(masks.Arguments[1].Data!), Is.Not.EqualTo("null"));
    }

    [Test]
    public void Before_Linux_6_15_nothing_is_copied_from_what_is_nowhere()
    {
        var request = Request(isolation: new() { UserNamespace = false }) with { Kernel = new(6, 1) };
        request = request with { Spec = request.Spec with { Mounts = [.. request.Spec.Mounts!.Where(mount => !mount.Destination.StartsWith("/dev"))] } };
        Assert.That(() => LaunchCompiler.Compile(request), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Unsupported));
        request = request with { Spec = request.Spec with { Mounts = [.. request.Spec.Mounts!, new() { Destination = "/dev", Type = "bind", Source = "/dev", Options = ["rbind"] }] } };
        Assert.That(() => LaunchCompiler.Compile(request), Throws.TypeOf<ContainmentException>().With.Property("Subject").EqualTo("linux.maskedPaths"));
    }

    [Test]
    public void The_working_directory_is_entered_as_root_and_else_as_the_user()
    {
        var request = Request(new("server") { WorkingDirectory = "/work" });
        request = request with { Spec = request.Spec with { Process = request.Spec.Process! with { User = new() { Uid = 1000 } } } };
        var steps = LaunchCompiler.Compile(request).Child.Select(step => step.ToString()).ToList();
        var (user, finds) = (steps.IndexOf("setresuid 1000"), steps.Index().Where(step => step.Item == "chdir /work").Select(step => step.Index).ToArray());
        Assert.That((finds.Count(at => at < user), finds.Count(at => at > user)), Is.EqualTo((2, 2)));
    }

    private static string Text(PlanData data) => System.Text.Encoding.UTF8.GetString(data.Bytes.AsSpan(0, data.Bytes.Length - 1));
}
