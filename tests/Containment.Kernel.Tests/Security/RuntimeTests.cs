using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Oci;

namespace Containment.Kernel.Tests.Security;

/// <summary>The same attacks on what containment-oci runs, where the bundle says how: a plain root directory, no user namespace, no filter.</summary>
[Needs(Need.Root, Need.Busybox, Need.Compiler, Need.Oci), CancelAfter(120_000)]
internal sealed class RuntimeTests
{
    private const int Lowest = 3, Many = 8;
    private RuntimeScene _scene = null!;
    private string _secret = "";

    [SetUp]
    public void Open()
    {
        _scene = new();
        _secret = $"{_scene.Top}/secret";
        File.WriteAllText(_secret, "of the host");
    }

    [TearDown]
    public void Close() => _scene.Dispose();

    /// <summary>A bundle with the probes, whose process is <paramref name="args"/>.</summary>
    private string Bundle(string[] args, Action<JsonObject>? change = null)
    {
        var bundle = _scene.Bundle("", config =>
        {
            config["process"]!["args"] = new JsonArray([.. args.Select(word => JsonValue.Create(word))]);
            change?.Invoke(config);
        });
        foreach (var probe in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Security/Probes"), "*.c").Select(Path.GetFileNameWithoutExtension)) File.Copy(ProbeRoot.Probe(probe!), $"{bundle}/rootfs/bin/{probe}");
        return bundle;
    }

    private async Task<(int Code, string Output)> RunAsync(string bundle, params string[] options)
    {
        var (code, output, error) = await _scene.CallAsync(["run", .. options, "--bundle", bundle, _scene.NewId()]);
        return (code, output + error);
    }

    private static void AssertRefusedOrInside((int Code, string Output) ended, string attack) =>
        Assert.That(ended.Output, Does.Not.Contain("escaped ").And.Contain(ended.Output.Contains("held ", StringComparison.Ordinal) ? "held " : "chdir"), attack);

    [Test]
    public async Task No_working_directory_by_a_descriptor_leads_to_the_host()
    {
        foreach (var n in Enumerable.Range(Lowest, Many))
            AssertRefusedOrInside(await RunAsync(Bundle(["climb", _secret], config => config["process"]!["cwd"] = $"/proc/self/fd/{n}")), $"/proc/self/fd/{n}");
    }

    [Test]
    public async Task No_working_directory_of_a_command_leads_to_the_host()
    {
        var id = _scene.NewId();
        Assert.That((await _scene.CallAsync("run", "-d", "--bundle", Bundle(["sleep", "1000"]), id)).Code, Is.Zero);
        foreach (var n in Enumerable.Range(Lowest, Many))
        {
            var (code, output, error) = await _scene.CallAsync("exec", "--cwd", $"/proc/self/fd/{n}", id, "climb", _secret);
            AssertRefusedOrInside((code, output + error), $"/proc/self/fd/{n}");
        }
        Assert.That((await _scene.CallAsync("exec", id, "climb", _secret)).Output, Holds.Everything.And.Not.Contain("open "));
    }

    [Test]
    public async Task A_preserved_descriptor_of_the_host_is_no_working_directory(CancellationToken cancellation)
    {
        var bundle = Bundle(["climb", _secret], config => config["process"]!["cwd"] = "/proc/self/fd/3");
        var output = await Cell.HostAsync(cancellation, "bash", "-c", $"exec 3</; exec {Programs.Oci} --root {_scene.State} run --preserve-fds 1 --bundle {bundle} {_scene.NewId()}");
        Assert.That(output, Does.Contain("ELOOP").Or.Contain("symbolic links"));
    }

    [Test]
    public async Task A_descriptor_that_the_caller_left_open_is_not_passed_on(CancellationToken cancellation)
    {
        var bundle = Bundle(["climb", _secret]);
        var output = await Cell.HostAsync(cancellation, "bash", "-c", $"exec 3</ 7</; exec {Programs.Oci} --root {_scene.State} run --bundle {bundle} {_scene.NewId()}");
        Assert.That(output, Holds.Everything.And.Not.Contain("open "));
    }

    [Test]
    public async Task The_attack_finds_a_descriptor_that_the_caller_preserves(CancellationToken cancellation)
    {
        var bundle = Bundle(["climb", _secret]);
        var output = await Cell.HostAsync(cancellation, "bash", "-c", $"exec 3</; exec {Programs.Oci} --root {_scene.State} run --preserve-fds 1 --bundle {bundle} {_scene.NewId()}");
        Assert.That(output, Holds.Nothing.And.Contains("open 3"));
    }

    [Test]
    public async Task The_runtimes_own_program_cant_be_changed()
    {
        var before = await File.ReadAllBytesAsync(Programs.Oci);
        var id = _scene.NewId();
        Assert.That((await _scene.CallAsync("run", "-d", "--bundle", Bundle(["sleep", "1000"]), id)).Code, Is.Zero);
        var (_, output, _) = await _scene.CallAsync("exec", id, "/proc/self/exe", "reap", "/bin/overwrite", "0", "containment-init");
        Assert.That(output, Holds.Everything.And.Contains("runs /memfd:containment-init"));
        Assert.That(await File.ReadAllBytesAsync(Programs.Oci), Is.EqualTo(before));
    }

    [Test]
    public async Task A_proc_that_is_a_link_is_refused()
    {
        var bundle = Bundle(["true"]);
        Directory.Delete($"{bundle}/rootfs/proc");
        File.CreateSymbolicLink($"{bundle}/rootfs/proc", "tmp");
        var ended = await RunAsync(bundle);
        Assert.That(ended.Code, Is.Not.Zero, ended.Output);
        Assert.That(Directory.EnumerateFileSystemEntries($"{bundle}/rootfs/tmp"), Is.Empty);
    }

    [Test]
    public async Task Destinations_that_are_exchanged_in_the_root_during_the_launch_stay_inside(CancellationToken cancellation)
    {
        var (outside, volume) = (Directory.CreateDirectory($"{_scene.Top}/outside").FullName, Directory.CreateDirectory($"{_scene.Top}/volume").FullName);
        var bundle = Bundle(["climb", _secret], config => config["mounts"]!.AsArray().Add((JsonNode)new JsonObject { ["destination"] = "/real/b/c", ["type"] = "bind", ["source"] = volume, ["options"] = new JsonArray("rbind") }));
        Directory.CreateDirectory($"{bundle}/rootfs/real/b");
        File.CreateSymbolicLink($"{bundle}/rootfs/link", $"../../../../../../..{outside}");
        using (var flip = new RunningProgram(ProbeRoot.Probe("flip"), [$"{bundle}/rootfs/real", $"{bundle}/rootfs/link"], new Dictionary<string, string>()))
        {
            await flip.UntilAsync("flips", cancellation);
            var held = 0;
            for (var n = 0; n < 8 || held == 0 && n < 40; n++)
            {
                var ended = await RunAsync(bundle);
                Assert.That(ended.Output, Does.Not.Contain("escaped "));
                if (ended.Output.Contains("held ", StringComparison.Ordinal)) held++;
                // Half of it was exchanged under way.
                else Assert.That(ended.Output, Does.Contain("/real"), "why it is refused");
            }
            Assert.That(held, Is.Positive, "some of them were launched");
        }
        Assert.That(Directory.EnumerateFileSystemEntries(outside), Is.Empty);
        Assert.That(await File.ReadAllTextAsync("/proc/self/mountinfo", cancellation), Does.Not.Contain(volume));
    }

    [Test]
    public async Task A_container_cant_type_into_the_terminal_that_it_inherits(CancellationToken cancellation)
    {
        var bundle = Bundle(["inject"]);
        using var program = new RunningProgram("/usr/bin/script", ["-qec", $"{Programs.Oci} --root {_scene.State} run --bundle {bundle} {_scene.NewId()}", "/dev/null"], new Dictionary<string, string>());
        var ended = await program.WaitAsync(cancellation);
        Assert.That(ended.Output, Holds.Everything, "it has the terminal as its three streams and is in another session");
    }

    [Test]
    public async Task A_null_device_of_the_root_is_not_what_masks()
    {
        var bundle = Bundle(["cat", "/proc/timer_list", "/proc/version"], config => config["linux"]!["maskedPaths"] = new JsonArray("/proc/timer_list", "/proc/version", "/proc/acpi"));
        File.CreateSymbolicLink($"{bundle}/rootfs/dev/null", "/etc/passwd");
        Assert.That(await RunAsync(bundle), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task A_container_has_no_key_of_who_starts_it(CancellationToken cancellation)
    {
        // The key's number is known only once it is held, so that is when the bundle is told it.
        var bundle = Bundle(["keys", "steal", "NUMBER"]);
        var output = await Cell.HostAsync(cancellation, ProbeRoot.Probe("keys"), "hold", "of-the-host", "sh", "-c", $"sed -i s/NUMBER/$1/ {bundle}/config.json; exec {Programs.Oci} --root {_scene.State} run --bundle {bundle} {_scene.NewId()}", "sh", "NUMBER");
        Assert.That(output, Holds.Everything);
        Assert.That(await File.ReadAllTextAsync($"{bundle}/config.json", cancellation), Does.Not.Contain("NUMBER"), "it was told the number");
    }

    [Test]
    public async Task The_attack_reads_the_key_of_who_starts_it_without_a_keyring_of_its_own(CancellationToken cancellation)
    {
        var bundle = Bundle(["keys", "steal", "0"]);
        var output = await Cell.HostAsync(cancellation, ProbeRoot.Probe("keys"), "hold", "of-the-host", Programs.Oci, "--root", _scene.State, "run", "--no-new-keyring", "--bundle", bundle, _scene.NewId());
        Assert.That(output, Does.Contain("escaped session: of-the-host"));
    }

    [Test]
    public async Task A_command_has_no_key_of_who_runs_it(CancellationToken cancellation)
    {
        var bundle = Bundle(["sleep", "1000"]);
        var id = _scene.NewId();
        Assert.That((await _scene.CallAsync("run", "-d", "--bundle", bundle, id)).Code, Is.Zero);
        var output = await Cell.HostAsync(cancellation, ProbeRoot.Probe("keys"), "hold", "of-the-host", Programs.Oci, "--root", _scene.State, "exec", id, "keys", "steal", "NUMBER");
        Assert.That(output, Holds.Everything);
    }
}
