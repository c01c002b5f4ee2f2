using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Bundles.Users;

namespace Containment.Tests.Bundles;

internal sealed class RuntimeSpecCompilerTests
{
    private static readonly ContainerId Id = "web";

    [Test]
    public void What_is_compiled_keeps_every_rule_and_survives_being_written()
    {
        var spec = new BundleSpec(new("/bin/sh")) { Isolation = new() { TimeNamespace = true, Mounts = [new("/data", "/srv"), new("/t") { Size = 4096, ReadOnly = true }] } };
        var compiled = RuntimeSpecCompiler.Compile(spec, Id, UserIdentity.Root, new(100_000));
        var written = RuntimeSpecText.Write(compiled);
        Assert.That(RuntimeSpecText.Write(RuntimeSpecText.Read(written)), Is.EqualTo(written));
    }

    [Test]
    public void Everything_a_program_expects_is_mounted_before_what_was_asked_for()
    {
        var mounts = Compile(new() { Mounts = [new("/data", "/srv")] }).Mounts!.Select(mount => mount.Destination);
        Assert.That(mounts, Is.EqualTo(new[] { "/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue", "/sys", "/sys/fs/cgroup", "/data" }));
    }

    [Test]
    public void Without_an_id_range_there_is_no_user_namespace()
    {
        var without = RuntimeSpecCompiler.Compile(new(new("/bin/sh")), Id, UserIdentity.Root, null).Linux!;
        Assert.That(without.Namespaces!.Select(one => one.Type), Is.EquivalentTo(new[] { "mount", "pid", "uts", "ipc", "cgroup", "network" }));
        Assert.That(without.UidMappings, Is.Null);
        Assert.That(Compile(new()).Linux!.UidMappings!.Single(), Is.EqualTo(new OciIdMapping { ContainerId = 0, HostId = 100_000, Size = 65536 }));
    }

    [Test]
    public void Path_home_and_term_are_given_only_where_they_are_missing()
    {
        var bare = RuntimeSpecCompiler.Process(new("/bin/sh") { Terminal = true }, new(5, 5, [], "/home/five"));
        Assert.That(bare.Env, Has.Some.StartsWith("PATH=/").And.Some.EqualTo("HOME=/home/five").And.Some.EqualTo("TERM=xterm"));
        var own = RuntimeSpecCompiler.Process(new("/bin/sh") { Environment = new Dictionary<string, string> { ["PATH"] = "/x" } }, UserIdentity.Root);
        Assert.That(own.Env, Is.EqualTo(new[] { "HOME=/root", "PATH=/x" }));
    }

    [Test]
    public void Only_root_has_capabilities_from_the_start()
    {
        var root = RuntimeSpecCompiler.Process(new("/bin/sh"), UserIdentity.Root).Capabilities!;
        var other = RuntimeSpecCompiler.Process(new("/bin/sh"), new(5, 5, [], "/")).Capabilities!;
        Assert.That((root.Effective!.Count, other.Effective!.Count, other.Ambient!.Count), Is.EqualTo((13, 0, 0)));
        Assert.That(other.Bounding, Is.EqualTo(ProcessSpec.DefaultCapabilities));
    }

    [Test]
    public void An_unknown_capability_is_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => RuntimeSpecCompiler.Process(new("/bin/sh") { Capabilities = ["CAP_CHOWN", "CAP_FLY"] }, UserIdentity.Root))!.Field, Is.EqualTo("process.capabilities[1]"));

    [Test]
    public void A_system_container_may_write_its_cgroup_and_gain_privileges()
    {
        var system = Compile(new() { FirstProcess = FirstProcess.System });
        Assert.That(system.Mounts!.Single(mount => mount.Type == "cgroup").Options, Has.Some.EqualTo("rw"));
        Assert.That((system.Process!.NoNewPrivileges, Compile(new()).Process!.NoNewPrivileges), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_system_container_has_an_empty_run_directory_and_is_told_that_it_is_one()
    {
        var mounts = Compile(new() { FirstProcess = FirstProcess.System, Mounts = [new("/run/x", "/srv")] }).Mounts!;
        Assert.That(mounts.Select(mount => mount.Destination).TakeLast(3), Is.EqualTo(new[] { "/run", "/run/lock", "/run/x" }));
        Assert.That(mounts.Single(mount => mount.Destination == "/run").Type, Is.EqualTo("tmpfs"));
        Assert.That(Compile(new() { FirstProcess = FirstProcess.System }).Process!.Env, Has.Some.EqualTo("container=containment"));
        Assert.That(Compile(new()).Process!.Env, Has.None.StartsWith("container="));
    }

    private static RuntimeSpec Compile(IsolationSpec isolation) => RuntimeSpecCompiler.Compile(new(new("/bin/sh")) { Isolation = isolation }, Id, UserIdentity.Root, new(100_000));
}
