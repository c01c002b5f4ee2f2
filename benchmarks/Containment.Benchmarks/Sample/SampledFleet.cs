using System.Diagnostics;
using System.Globalization;
using Containment.Resources;

namespace Containment.Benchmarks.Sample;

/// <summary>The cgroups of so many containers with one process in each, and no more: sampling reads nothing else.</summary>
internal sealed class SampledFleet : IAsyncDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ctsample-").FullName;
    private readonly List<ContainerCgroup> _cgroups = [];
    private Process? _sleepers;

    private SampledFleet() => Host = ContainerHost.Open(new() { StateDirectory = Path.Combine(_top, "state"), RuntimeDirectory = Path.Combine(_top, "run") });

    public ContainerHost Host { get; }

    public static async Task<SampledFleet> MakeAsync(int count, bool busy, CancellationToken cancellationToken)
    {
        var program = await Floor.CompileAsync("sleepers", cancellationToken);
        var fleet = new SampledFleet();
        try
        {
            // A session of its own, as it ends by a signal to its group.
            fleet._sleepers = Process.Start(new ProcessStartInfo("setsid", ["--wait", program, $"{count}", .. busy ? ["busy"] : Array.Empty<string>()]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var cgroup = ContainerCgroup.Create(fleet.Host, string.Create(CultureInfo.InvariantCulture, $"s{i}"));
                fleet._cgroups.Add(cgroup);
                var pid = await fleet._sleepers.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The sleepers have ended.");
                var placement = cgroup.Placement;
                foreach (var file in placement.UnifiedDirectory is { } unified ? placement.LegacyProcsFiles.Prepend($"{unified}/cgroup.procs") : placement.LegacyProcsFiles)
                    await File.WriteAllTextAsync(file, pid, cancellationToken);
            }
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sleepers is not null)
        {
            _sleepers.StandardInput.Close();
            await _sleepers.WaitForExitAsync();
            _sleepers.Dispose();
        }
        foreach (var cgroup in _cgroups) await cgroup.DeleteAsync();
        await Host.DisposeAsync();
        Directory.Delete(_top, true);
    }
}
