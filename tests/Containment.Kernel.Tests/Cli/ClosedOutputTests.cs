using System.Diagnostics;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class ClosedOutputTests
{
    private ProgramScene _scene = null!;

    [SetUp]
    public void Make() => _scene = new();

    [TearDown]
    public async Task Remove() => await _scene.DisposeAsync();

    [TestCase("logs -f NAME")]
    [TestCase("exec NAME yes")]
    public async Task A_command_whose_output_nobody_reads_ends(string command, CancellationToken cancellation)
    {
        var id = TestHost.NewId().Value;
        await _scene.DoAsync(cancellation, "run", "-d", "-r", BusyboxRoot.Path, id, "sh", "-c", "while true; do echo line; sleep 0.05; done");
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"set -o pipefail; \"$CLI\" {command.Replace("NAME", id, StringComparison.Ordinal)} < /dev/null | head -n 1"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in _scene.Environment) start.Environment[name] = value;
        start.Environment["CLI"] = Programs.Cli;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.That((output.TrimEnd('\n') is "line" or "y", process.ExitCode), Is.EqualTo((true, 141)));
    }
}
