using System.Text;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Launch;
using Containment.Linux.Cgroups;
using Containment.Oci.Commands;
using Containment.Oci.States;
using Containment.Resources;
using Containment.Resources.Devices;
using Containment.Resources.Oci;
using Containment.Resources.Systemd;
using Containment.Resources.Writes;
using Containment.Tests.Bundles;
using Containment.Tests.Resources;

namespace Containment.Tests.Fuzz;

/// <summary>config.json and the files of a state, damaged in every way: no crash, no hang, only errors that say what is wrong.</summary>
internal sealed class DamagedDocumentTests
{
    private static readonly MachineFacts Machine = new() { AppArmor = true, SeLinux = true, ResourceControl = "/sys/fs/resctrl", CgroupPoints = ["/sys/fs/cgroup"] };

    private static readonly string[] Controllers = ["cpuset", "cpu", "io", "memory", "pids", "hugetlb", "rdma", "net_cls", "net_prio"];
    private static readonly CgroupSet V2 = new(new("/u"), Controllers, new Dictionary<string, CgroupDirectory>());
    private static readonly CgroupSet V1 = new(null, [], Controllers.Append("blkio").ToDictionary(controller => controller, controller => new CgroupDirectory($"/{controller}")));
    private static readonly CgroupFiles AllFiles = new((_, _) => true, (_, _) => "1000");

    [Test]
    public void A_config_json_is_launched_or_refused() => Fuzzer.Hold(SpecExample.Complete, json => Compile(RuntimeSpecText.Read(json)));

    [Test]
    public void A_config_json_that_is_accepted_is_the_same_when_written_and_read_again() => Fuzzer.Hold(SpecExample.Complete, json =>
    {
        var written = RuntimeSpecText.Write(RuntimeSpecText.Read(json));
        if (!RuntimeSpecText.Write(RuntimeSpecText.Read(written)).AsSpan().SequenceEqual(written)) throw new InvalidOperationException("it changes on its way");
    });

    [Test]
    public void A_state_of_the_OCI_runtime_is_read_or_refused() => Fuzzer.Hold(
        """
        {"version":1,"ociVersion":"1.2.0","id":"a","bundle":"/b","rootfs":"/b/rootfs","created":"2026-01-02T03:04:05.6Z","owner":0,
         "init":{"pid":77,"startTime":5,"bootId":"x"},"cgroup":"c","startSteps":["3 seccomp","4 execve"],"annotations":{"k":"v"},"notes":{"n":"o"}}
        """,
        json => StateFile.Parse("a", "/state.json", json));

    [Test]
    public void A_stored_description_is_read_or_refused()
    {
        var spec = new ContainerSpec("web", new RootSource.Directory("/images/web"), new ProcessSpec("server", "-v")) { Limits = new() { Cpu = CpuLimit.Parse("1.5", null) } };
        Fuzzer.Hold(Text(Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, spec), StateJson.Default.StoredSpec)), json => Storable.ParseSpec(json, "container.json"));
    }

    [Test]
    public void A_stored_state_is_read_or_refused()
    {
        var state = new ContainerState { CreatedAt = DateTimeOffset.UnixEpoch, Ownership = new(1, Owner.Here), Ids = new(100_000), Layers = ["/images/a"], Digest = "sha256:0", Limits = new() { Cpu = CpuLimit.Parse("2", null) } };
        var path = Path.GetTempFileName();
        try
        {
            Fuzzer.Hold(Text(Storable.Write(state, StateJson.Default.ContainerState)), json =>
            {
                File.WriteAllBytes(path, json);
                Storable.ReadState(path);
            });
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void Resources_are_turned_into_writes_devices_and_properties_or_refused() => Fuzzer.Hold(
        System.Text.Json.Nodes.JsonNode.Parse(SpecExample.Complete)!["linux"]!["resources"]!.ToJsonString(), json => Limit(UpdateCommand.Parse(json, "-")));

    [Test]
    public void A_record_of_cgroups_is_taken_or_refused()
    {
        var bounds = CgroupBounds.Of(Machines.HybridMounts, Machines.HybridSelf);
        Fuzzer.Hold("""["scope system a.scope\nunified cpu,memory /sys/fs/cgroup/unified/pod/a.scope\nlegacy memory /sys/fs/cgroup/memory/pod/a.scope\n", "unified  /sys/fs/cgroup/unified/a\n"]""", json =>
        {
            // Damaged as a file or as the text in it, whatever a JSON reader makes of it.
            var text = Encoding.UTF8.GetString(json).Replace("\\n", "\n", StringComparison.Ordinal);
            foreach (var record in (string[])[text, .. text.Split('"')])
            {
                try
                {
                    var set = OciCgroupRecord.Parse(record, bounds).Set;
                    foreach (var directory in set.Directories)
                        if (!directory.Path.StartsWith("/sys/fs/cgroup/", StringComparison.Ordinal) || directory.Path.Split('/').Length < 6 || directory.Path.Contains("/..", StringComparison.Ordinal)) throw new InvalidOperationException($"it took {directory.Path}");
                }
                catch (ContainmentException damaged) when (damaged.Reason == FailureReason.Corrupt && damaged.Message.Length < 2000)
                {
                }
            }
        });
    }

    private static void Compile(RuntimeSpec spec)
    {
        Limit(spec.Linux?.Resources ?? new());
        Launch(spec);
    }

    private static void Limit(OciResources resources)
    {
        Fuzzer.Told(() => DeviceLists.Of(resources));
        Fuzzer.Told(() => ScopeProperties.Of(resources, unified: true));
        Fuzzer.Told(() => OciLimits.From(resources));
        foreach (var set in (CgroupSet[])[V1, V2])
        {
            Fuzzer.Told(() => OciWrites.All(set, resources, AllFiles));
            Fuzzer.Told(() => OciWrites.Beyond(set, resources, AllFiles));
        }
        _ = OciWrites.ControllersBeyond(resources).Count();
    }

    private static void Launch(RuntimeSpec spec) => LaunchCompiler.Compile(new()
    {
        Id = "web",
        Spec = spec,
        Root = new LaunchRoot.Plain("/bundle/rootfs"),
        Cgroup = new CgroupPlacement("/sys/fs/cgroup/unified/web", ["/sys/fs/cgroup/pids/web/cgroup.procs"]),
        Streams = new LaunchStreams.Inherited(0),
        StartSocket = "/run/web/start.sock",
        MountPoint = "/run/x",
        Kernel = new(6, 18),
        Powers = LaunchPowers.Host,
        Machine = Machine,
    }).Encode();

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
