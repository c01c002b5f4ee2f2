using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Launch;
using Containment.Oci.States;
using Containment.Resources;
using Containment.Tests.Bundles;

namespace Containment.Tests.Fuzz;

/// <summary>config.json and the files of a state, damaged in every way: no crash, no hang, only errors that say what is wrong.</summary>
internal sealed class DamagedDocumentTests
{
    private static readonly MachineFacts Machine = new() { AppArmor = true, SeLinux = true, ResourceControl = "/sys/fs/resctrl", CgroupPoints = ["/sys/fs/cgroup"] };

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

    private static void Compile(RuntimeSpec spec) => LaunchCompiler.Compile(new()
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

    private static string Text(byte[] json) => System.Text.Encoding.UTF8.GetString(json);
}
