using System.Diagnostics;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Harness;

/// <summary>That a machine tells what goes wrong, and that nothing is left of it.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class VirtualMachineTests : TestOnMachine
{
    [Test]
    public async Task A_script_gives_its_outputs_and_its_exit_code() =>
        Assert.That(await RunAsync("echo out; echo error >&2; exit 7"), Is.EqualTo(new Outcome(7, "out\n", "error\n")));

    [Test]
    public void A_script_that_takes_too_long_is_ended_and_what_it_wrote_is_told() =>
        Assert.That(async () => await RunAsync("echo begun; sleep 1000", limit: 1), Throws.TypeOf<AssertionException>().With.Message.Contains("begun"));

    [Test]
    public async Task Scripts_run_beside_each_other()
    {
        var waiting = RunAsync($"while [ ! -e /tmp/{Id} ]; do sleep 0.1; done; echo seen");
        await DoAsync($"touch /tmp/{Id}");
        Assert.That((await waiting).Output, Is.EqualTo("seen\n"));
    }

    [Test]
    public void A_machine_that_does_not_boot_says_why_and_leaves_nothing()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "containment-vm-*");
        var options = new MachineOptions { Shares = [new SharedDirectory("missing", "/nowhere/at/all")] };
        Assert.That(async () => await VirtualMachine.StartAsync(options, CancellationToken.None), Throws.InvalidOperationException.With.Message.Contains("/nowhere/at/all"));
        Assert.That(Directory.GetDirectories(Path.GetTempPath(), "containment-vm-*"), Is.EquivalentTo(before));
    }

    [Test]
    public async Task A_program_that_is_guarded_ends_when_its_guard_is_left_alone()
    {
        var directory = Directory.CreateTempSubdirectory("containment-vm-").FullName;
        try
        {
            string pid;
            await using (var guarded = new GuardedProcess(directory, "guarded", "/bin/sh", ["-c", "echo $$; exec sleep 1000"]))
            {
                while (!guarded.Said.EndsWith('\n')) await Task.Delay(10, Cancellation);
                pid = guarded.Said.Trim();
            }
            Assert.That(Directory.Exists($"/proc/{pid}"), Is.False);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // As when all tests are killed: the shell that starts the guard here ends without a word to it.
    [Test]
    public async Task Whoever_is_orphaned_ends_and_takes_its_directory_along()
    {
        var directory = Directory.CreateTempSubdirectory("containment-vm-").FullName;
        using var guard = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", GuardedProcess.Guard, "guard", directory, "orphan", "/bin/sleep", "1000"]) { RedirectStandardInput = true })!;
        guard.StandardInput.Close();
        await guard.WaitForExitAsync(Cancellation);
        Assert.That(Directory.Exists(directory), Is.False);
    }
}
