using System.Text;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;

namespace Containment.Kernel.Tests.Launch;

/// <summary>What a config.json says about its process and about the machine's powers over it.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces)]
[CancelAfter(60_000)]
internal sealed class ProcessFieldTests
{
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private LaunchRequest Request(string script, bool userNamespace, Func<RuntimeSpec, RuntimeSpec> change)
    {
        var request = _lab.Request(new("sh", "-c", script), new() { UserNamespace = userNamespace });
        return request with { Spec = change(request.Spec) };
    }

    private async Task<string> ShellAsync(string script, bool userNamespace, Func<RuntimeSpec, RuntimeSpec> change)
    {
        var (status, output) = await Lab.RunAsync(Request(script, userNamespace, change));
        Assert.That(status.Code, Is.Zero, output);
        return output.TrimEnd('\n');
    }

    private static Func<RuntimeSpec, RuntimeSpec> Process(Func<OciProcess, OciProcess> change) => spec => spec with { Process = change(spec.Process!) };

    [Test]
    public async Task A_scheduler_and_its_nice_value_are_set([Values] bool userNamespace) =>
        Assert.That(Scheduling(await ShellAsync("cat /proc/1/stat", userNamespace, Process(process => process with { Scheduler = new() { Policy = "SCHED_BATCH", Nice = 7 } }))),
            Is.EqualTo(("7", "0", "3")), "nice, priority, policy (sched(7))");

    [Test]
    public async Task A_realtime_scheduler_is_set() =>
        Assert.That(Scheduling(await ShellAsync("cat /proc/1/stat", false, Process(process => process with { Scheduler = new() { Policy = "SCHED_RR", Priority = 3, Flags = ["SCHED_FLAG_RESET_ON_FORK"] } }))),
            Is.EqualTo(("0", "3", "2")));

    // proc_pid_stat(5): fields 19, 40 and 41.
    private static (string Nice, string Priority, string Policy) Scheduling(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[16], fields[37], fields[38]);
    }

    [Test]
    public async Task A_scheduler_that_the_kernel_lacks_is_an_error()
    {
        var refused = await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(Request("true", true, Process(process => process with { Scheduler = new() { Policy = "SCHED_ISO" } }))));
        Assert.That(refused!.Message, Does.StartWith("sched_setattr SCHED_ISO").And.Contain("EINVAL"));
    }

    [Test]
    public async Task A_priority_for_input_and_output_is_set([Values] bool userNamespace) =>
        Assert.That(await ShellAsync("busybox ionice -p 1", userNamespace, Process(process => process with { IoPriority = new() { Class = "IOPRIO_CLASS_BE", Priority = 6 } })), Is.EqualTo("best-effort: prio 6"));

    [TestCase("LINUX32", "00000008")]
    [TestCase("LINUX", "00000000")]
    public async Task A_personality_is_taken_on(string domain, string shown) =>
        Assert.That(await ShellAsync("cat /proc/1/personality", false, spec => spec with { Linux = spec.Linux! with { Personality = new() { Domain = domain } } }), Is.EqualTo(shown));

    [Test]
    public async Task Capabilities_that_cannot_be_granted_are_left_out_with_a_warning([Values] bool userNamespace)
    {
        IReadOnlyList<string> asked = ["CAP_KILL", "CAP_FLY", "CAP_SYS_RESOURCE"];
        var request = Request("grep -E 'CapBnd|CapEff' /proc/self/status", userNamespace, Process(process => process with { Capabilities = new() { Bounding = asked, Permitted = asked, Effective = asked, Ambient = ["CAP_KILL"] } }));
        request = request with { Machine = request.Machine with { OwnCapabilities = request.Machine.OwnCapabilities & ~(1UL << 24) } };
        var plan = LaunchCompiler.Compile(request);
        Assert.That(plan.Warnings, Has.Some.Contains("bounding: CAP_FLY is unknown").And.None.Contains("CAP_KILL"));
        Assert.That(plan.Warnings.Any(warning => warning.Contains("CAP_SYS_RESOURCE")), Is.EqualTo(!userNamespace), "a user namespace has them all");
        var (_, output) = await Lab.RunAsync(request);
        var bits = (userNamespace ? 1UL << 24 | 0x20 : 0x20).ToString("x16");
        Assert.That(output.Replace("\t", ""), Is.EqualTo($"CapEff:{bits}\nCapBnd:{bits}\n"));
    }

    [TestCase("process.apparmorProfile")]
    [TestCase("process.selinuxLabel")]
    [TestCase("linux.mountLabel")]
    [TestCase("linux.intelRdt")]
    public void What_the_machine_lacks_is_refused_by_its_name(string field)
    {
        var request = Request("true", true, spec => spec with
        {
            Process = spec.Process! with { ApparmorProfile = field.EndsWith("Profile", StringComparison.Ordinal) ? "acme" : null, SelinuxLabel = field.EndsWith("xLabel", StringComparison.Ordinal) ? "system_u:object_r:x_t:s0" : null },
            Linux = spec.Linux! with { MountLabel = field.EndsWith("tLabel", StringComparison.Ordinal) ? "system_u:object_r:x_t:s0" : null, IntelRdt = field.EndsWith("Rdt", StringComparison.Ordinal) ? new() { ClosId = "x" } : null },
        });
        request = request with { Machine = request.Machine with { AppArmor = false, SeLinux = false, ResourceControl = null } };
        var refused = Assert.Throws<ContainmentException>(() => LaunchCompiler.Compile(request))!;
        Assert.That((refused.Reason, refused.Subject), Is.EqualTo((FailureReason.Unsupported, field)));
    }

    [Test]
    public async Task An_exec_begins_and_goes_on_where_it_is_told_to()
    {
        var first = _lab.Request(new("sleep", "1000"));
        await using var container = await Lab.StartAsync(first);
        var cpus = Environment.ProcessorCount;
        Assert.That(await CpusAsync(new() { Initial = "0", Final = $"{cpus - 1}" }), Is.EqualTo($"{cpus - 1}"));
        Assert.That(await CpusAsync(new() { Initial = "0" }), Is.EqualTo(cpus == 1 ? "0" : $"0-{cpus - 1}"), "all that the cgroup has");
        Assert.That(await CpusAsync(new() { Final = "0" }), Is.EqualTo("0"));
        Lab.Kill(container.InitPid);

        async Task<string> CpusAsync(OciCpuAffinity affinity)
        {
            var process = RuntimeSpecCompiler.Process(new("grep", "Cpus_allowed_list", "/proc/self/status"), Bundles.Users.UserIdentity.Root) with { ExecCpuAffinity = affinity };
            var request = new ExecRequest { InitPid = container.InitPid, Process = process, Ids = Containment.Launch.Plans.IdMaps.Of(new IdRange(100_000)), Cgroup = first.Cgroup };
            await using var session = await Launcher.StartAsync(ExecCompiler.Compile(request));
            var text = new StringBuilder();
            await foreach (var chunk in session.ReadOutputAsync()) text.Append(Encoding.UTF8.GetString(chunk.Data.Span));
            return text.ToString().Split('\t')[^1].TrimEnd();
        }
    }

    [Test, Needs(Need.CgroupV1)]
    public async Task A_resource_control_group_is_made_and_holds_the_process()
    {
        // What makes a file "tasks" in each directory, as the file system does that wants a CPU of its own kind: a hierarchy of cgroups that nothing else here uses.
        var top = Directory.CreateDirectory($"{Linux.Cgroups.CgroupLayout.Detect().Legacy.First(hierarchy => hierarchy.Controllers.Contains("blkio")).Own}/{_lab.Name}-control").FullName;
        try
        {
            var request = Request("sleep 1000", true, spec => spec with { Linux = spec.Linux! with { IntelRdt = new() } });
            request = request with { Machine = request.Machine with { ResourceControl = top } };
            var group = $"{top}/{request.Id}";
            await using (var session = await Lab.StartAsync(request))
            {
                Assert.That(File.ReadAllText($"{group}/tasks").Trim(), Is.EqualTo($"{session.InitPid}"));
                Lab.Kill(session.InitPid);
                await session.Exited;
            }
            ResourceControlGroup.Remove(request.Id, LaunchCompiler.Compile(request).ResourceControl, request.Machine);
            Assert.That(Directory.Exists(group), Is.False);
        }
        finally
        {
            foreach (var left in Directory.GetDirectories(top)) Directory.Delete(left);
            Directory.Delete(top);
        }
    }

    [TestCase(null)]
    [TestCase("shared")]
    public async Task A_resource_control_group_is_joined_and_holds_the_process_and_one_that_is_taken_is_refused(string? group)
    {
        // A directory stands for the file system, which wants a CPU of its own kind.
        var top = Directory.CreateDirectory($"{_lab.Directory}/control").FullName;
        var request = Request("sleep 1000", true, spec => spec with { Linux = spec.Linux! with { IntelRdt = new() { ClosId = group, L3CacheSchema = group is null ? null : "L3:0=f" } } });
        request = request with { Machine = request.Machine with { ResourceControl = top } };
        var directory = Directory.CreateDirectory($"{top}/{group ?? request.Id}").FullName;
        File.WriteAllText($"{directory}/schemata", "    L3:0=f\nMB:0=100\n");
        File.WriteAllText($"{directory}/tasks", "");
        Assert.That(LaunchCompiler.Compile(request).ResourceControl, Is.EqualTo(group is null ? (string[])[directory] : []), "what is removed in the end");
        if (group is null)
        {
            var refused = await Assert.ThrowsAsync<KernelException>(() => Lab.StartAsync(request));
            Assert.That(refused!.Message, Is.EqualTo($"mkdirat {directory}: EEXIST"), "a name that is taken");
            return;
        }
        await using var session = await Lab.StartAsync(request);
        Assert.That(File.ReadAllText($"{directory}/tasks").Trim(), Is.EqualTo($"{session.InitPid}"));
        Lab.Kill(session.InitPid);
        Assert.That(Assert.Throws<InvalidSpecException>(() => LaunchCompiler.Compile(request with { Spec = request.Spec with { Linux = request.Spec.Linux! with { IntelRdt = new() { ClosId = group, L3CacheSchema = "L3:0=1" } } } }))!.Field, Is.EqualTo("linux.intelRdt"));
    }
}
