using System.ComponentModel;
using System.Diagnostics;
using Containment.Linux.Cgroups;

namespace Containment.Resources.Systemd;

/// <summary>
/// Has systemd make a scope for a container. It makes none without a process, so one that sleeps is in it until the
/// container's own is; should nobody end it, it ends by itself.
/// </summary>
internal static class SystemdScope
{
    private const string Seconds = "60";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The process that sleeps, and where it is, counted from the top of systemd's hierarchy.</summary>
    /// <exception cref="ContainmentException">ToolMissing: no busctl; ToolFailed: systemd refused; TimedOut.</exception>
    public static async Task<(int Sleeper, string Path)> StartAsync(ScopeName name, string description, IReadOnlyList<string[]> properties, bool user, CancellationToken cancellationToken)
    {
        using var sleeper = Begin("sleep", [Seconds], "coreutils");
        try
        {
            await BusAsync(ScopeProperties.Start(name, description, sleeper.Id, properties, user), cancellationToken).ConfigureAwait(false);
            for (var watch = Stopwatch.StartNew(); ;)
            {
                if (PathOf(sleeper.Id) is { } path && path.EndsWith($"/{name.Unit}", StringComparison.Ordinal)) return (sleeper.Id, path);
                if (watch.Elapsed > Patience) throw new ContainmentException(FailureReason.TimedOut, name.Unit, $"systemd did not begin {name.Unit} within {Patience}");
                await Task.Delay(1, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            sleeper.Kill();
            throw;
        }
    }

    /// <summary>The whole v2 path, or that of systemd's own v1 hierarchy.</summary>
    private static string? PathOf(int pid) =>
        CgroupMembership.Parse(new CgroupDirectory($"/proc/{pid}").TryRead("cgroup") ?? "")
            .Where(member => member.Unified || member.Controllers is ["name=systemd"]).OrderBy(member => member.Unified).FirstOrDefault()?.Path;

    public static async Task BusAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var bus = Begin("busctl", arguments, "systemd");
        var errors = await bus.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await bus.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (bus.ExitCode != 0) throw new ContainmentException(FailureReason.ToolFailed, "busctl", $"busctl {string.Join(' ', arguments)}: {errors.Trim()}");
    }

    private static Process Begin(string program, IReadOnlyList<string> arguments, string package)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (Win32Exception missing)
        {
            throw new ContainmentException(FailureReason.ToolMissing, program, $"the systemd driver needs {program} in PATH: install {package}", null, missing);
        }
    }
}
