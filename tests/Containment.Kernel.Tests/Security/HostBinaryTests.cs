using System.Diagnostics;
using System.Security.Cryptography;
using Containment.Bundles;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2019-5736: a container that gets the launcher's own program by /proc/PID/exe changes what the host runs next.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class HostBinaryTests
{
    private Cell _cell = null!;
    private byte[] _program = [];
    private UnixFileMode _mode;

    private static string Program => $"/proc/self/fd/{InitProgram.Memory.Number}";

    [SetUp]
    public void Open()
    {
        _cell = new();
        (_program, _mode) = (SHA256.HashData(File.ReadAllBytes(Program)), File.GetUnixFileMode(Program));
    }

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    [Test]
    public async Task A_command_that_runs_the_launcher_again_gets_it_and_cant_change_it([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace), cancellation);
        // With three arguments the program is a small init, which begins the third: so the attacker is there with it.
        var output = await Cell.ExecAsync(container, new("/proc/self/exe", "reap", "/bin/overwrite", "0", "containment-init"), cancellation);
        Assert.That(output, Does.Contain("runs /memfd:containment-init"), "it has what it wanted to have");
        Assert.That(output, Holds.Everything);
        await AssertUnchangedAsync(cancellation);
    }

    [Test]
    public async Task A_script_of_the_image_that_names_the_launcher_as_its_interpreter_cant_change_it([Values] bool userNamespace, CancellationToken cancellation)
    {
        var root = _cell.OwnRoot();
        File.WriteAllText($"{root}/bin/trap", "#!/proc/self/exe\n");
        File.SetUnixFileMode($"{root}/bin/trap", (UnixFileMode)0b111_101_101);
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace, root), cancellation);
        Assert.That(await Cell.ExecAsync(container, new("/bin/trap", "/bin/overwrite", "0", "containment-init"), cancellation), Holds.Everything);
        await AssertUnchangedAsync(cancellation);
    }

    [Test]
    public async Task The_small_init_of_a_container_is_not_the_hosts_to_change([Values] bool userNamespace, CancellationToken cancellation)
    {
        var spec = _cell.Shell("overwrite 1 containment-init; true", userNamespace);
        var output = await _cell.RunAsync(spec with { Isolation = spec.Isolation with { FirstProcess = FirstProcess.Reaper } }, cancellation);
        Assert.That(output, Does.Contain("runs /dev/.containment-init"), "a copy in its own /dev");
        await AssertUnchangedAsync(cancellation);
    }

    [Test]
    public async Task The_attack_changes_a_program_that_is_not_sealed(CancellationToken cancellation)
    {
        var victim = $"{_cell.Test.Top}/victim-of-this-test";
        File.Copy("/bin/sleep", victim);
        using var running = Process.Start(victim, "0.5");
        while (new FileInfo($"/proc/{running.Id}/exe").LinkTarget != victim) await Task.Delay(1, cancellation);
        Assert.That(await Cell.HostAsync(cancellation, ProbeRoot.Probe("overwrite"), $"{running.Id}", "victim-of-this-test"), Holds.Nothing);
        Assert.That(new FileInfo(victim).Length, Is.LessThan(100));
    }

    private async Task AssertUnchangedAsync(CancellationToken cancellation)
    {
        Assert.Multiple(() =>
        {
            Assert.That(SHA256.HashData(File.ReadAllBytes(Program)), Is.EqualTo(_program));
            Assert.That(File.GetUnixFileMode(Program), Is.EqualTo(_mode));
        });
        Assert.That(await _cell.RunAsync(_cell.Shell("echo again"), cancellation), Is.EqualTo("again\n"));
    }
}
