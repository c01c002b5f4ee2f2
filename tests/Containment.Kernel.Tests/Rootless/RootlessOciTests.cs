using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Oci;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>containment-oci, called by an ordinary user and by root of a user namespace.</summary>
[Needs(Need.Root, Need.Oci, Need.Busybox, Need.UserNamespaces, Need.IdMapTools), CancelAfter(120_000)]
internal sealed class RootlessOciTests
{
    private OrdinaryUser _user = null!;
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Make() => (_user, _scene) = (new(), new());

    [TearDown]
    public void Remove()
    {
        _user.Dispose();
        _scene.Dispose();
    }

    [Test]
    public async Task A_bundle_of_a_users_own_runs_with_his_ids(CancellationToken cancellation)
    {
        var bundle = await BundleAsync("id -u; cat /proc/self/uid_map; cat /dev/null && ls /sys/class/net; exit 7", config => MapIds(config, 0, _user.Id, 1, 1, _user.First, 65_536));
        var ended = await _user.Start(Programs.Oci, ["--root", $"{_user.Top}/oci", "run", "--bundle", bundle, "x"]).WaitAsync(cancellation);
        Assert.That((ended.Code, ended.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo((7, (string[])["0", "0", $"{_user.Id}", "1", "1", $"{_user.First}", "65536", "lo"])), ended.Error);
        Assert.That(Directory.GetFileSystemEntries($"{_user.Top}/oci"), Is.Empty);
        Assert.That(_user.Processes(), Is.Empty);
    }

    [Test]
    public async Task A_limit_without_a_cgroup_is_refused(CancellationToken cancellation)
    {
        var bundle = await BundleAsync("true", config =>
        {
            MapIds(config, 0, _user.Id, 1);
            config["linux"]!["resources"] = new JsonObject { ["memory"] = new JsonObject { ["limit"] = 64 << 20 } };
        });
        var ended = await _user.Start(Programs.Oci, ["--root", $"{_user.Top}/oci", "run", "--bundle", bundle, "x"]).WaitAsync(cancellation);
        Assert.That(ended.Code, Is.EqualTo(1), ended.Error);
        Assert.That(ended.Error, Does.Contain("memory").And.Contain("cgroup").And.Contain("Delegate=yes"));
        Assert.That(Directory.GetFileSystemEntries($"{_user.Top}/oci"), Is.Empty);
    }

    [Test]
    public async Task Root_of_a_user_namespace_runs_bundles_as_root_of_the_machine_does(CancellationToken cancellation)
    {
        var bundle = await BundleAsync("id -u; ls -l /dev/null; echo x > /dev/null && echo through; ls -d /sys/kernel; exit 5", config => { });
        // As Podman does for an ordinary user: user and mount namespaces of his own, in which he is root.
        var ended = await _user.Start("/usr/bin/unshare", ["--user", "--map-root-user", "--map-auto", "--mount", Programs.Oci, "--root", $"{_user.Top}/oci", "run", "--bundle", bundle, "x"]).WaitAsync(cancellation);
        Assert.That(ended.Code, Is.EqualTo(5), ended.Error);
        Assert.That(ended.Output, Does.Match("^0\ncrw-rw-rw- .*/dev/null\nthrough\n/sys/kernel\n$"));
    }

    [Test]
    public async Task A_creation_that_fails_after_its_process_began_leaves_nothing_without_cgroups_too([Values("create", "run -d")] string command, CancellationToken cancellation)
    {
        var bundle = await BundleAsync("exec sleep 1000", config => MapIds(config, 0, _user.Id, 1));
        var ended = await _user.Start(Programs.Oci, ["--root", $"{_user.Top}/oci", .. command.Split(' '), "--pid-file", "/proc/none/pid", "--bundle", bundle, "x"]).WaitAsync(cancellation);
        Assert.That((ended.Code, ended.Error.Contains("/proc/none")), Is.EqualTo((1, true)), ended.Error);
        Assert.That(Directory.GetFileSystemEntries($"{_user.Top}/oci"), Is.Empty);
        // What has ended and was not waited for yet is none.
        Assert.That(_user.Processes().Where(one => File.ReadAllText($"/proc/{one.Pid}/stat").Split(") ")[1][0] != 'Z'), Is.Empty);
    }

    // Its files and its directories must be his.
    private async Task<string> BundleAsync(string script, Action<JsonObject> change)
    {
        var bundle = _scene.Bundle(script, config =>
        {
            config["linux"]!.AsObject().Remove("cgroupsPath");
            config["mounts"]!.AsArray().Add(new JsonObject { ["destination"] = "/sys", ["type"] = "sysfs", ["source"] = "sysfs", ["options"] = new JsonArray("nosuid", "noexec", "nodev", "ro") });
            change(config);
        });
        await OrdinaryUser.ShellAsync($"cp -a {bundle} {_user.Top}/bundle; chown -R {_user.Name}: {_user.Top}/bundle");
        return $"{_user.Top}/bundle";
    }

    private static void MapIds(JsonObject config, params uint[] lines)
    {
        var linux = config["linux"]!.AsObject();
        linux["namespaces"]!.AsArray().Add(new JsonObject { ["type"] = "user" });
        foreach (var kind in (string[])["uidMappings", "gidMappings"])
            linux[kind] = new JsonArray([.. lines.Chunk(3).Select(line => new JsonObject { ["containerID"] = line[0], ["hostID"] = line[1], ["size"] = line[2] })]);
    }
}
