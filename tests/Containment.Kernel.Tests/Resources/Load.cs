using System.Diagnostics;
using System.Globalization;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

/// <summary>
/// A shell in a container's cgroups. It waits for a line before it runs its script, so that the script runs inside from
/// its first step on.
/// </summary>
internal sealed class Load : IDisposable
{
    private readonly Process _shell;

    public Load(ContainerCgroup cgroup, string script) : this(cgroup.Placement, script) { }

    public Load(CgroupPlacement placement, string script)
    {
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"read go; {script}"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Enter(placement, _shell.Id);
        _shell.StandardInput.WriteLine("go");
    }

    public int Id => _shell.Id;

    public StreamWriter Input => _shell.StandardInput;

    public StreamReader Output => _shell.StandardOutput;

    public StreamReader Errors => _shell.StandardError;

    public bool HasEnded => _shell.HasExited;

    /// <summary>The exit code: 128 and the signal for a process that was killed.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _shell.WaitForExitAsync(cancellationToken);
        return _shell.ExitCode;
    }

    public void Dispose()
    {
        if (!_shell.HasExited) _shell.Kill();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private static void Enter(CgroupPlacement placement, int id)
    {
        var files = placement.UnifiedDirectory is { } unified ? placement.LegacyProcsFiles.Prepend($"{unified}/cgroup.procs") : placement.LegacyProcsFiles;
        foreach (var file in files) File.WriteAllText(file, id.ToString(CultureInfo.InvariantCulture));
    }
}
