using System.Diagnostics;
using Containment.Resources;

namespace Containment.Benchmarks.Density;

/// <summary>How long it takes to look at all containers of a host.</summary>
internal sealed record WholeHost(double ListMilliseconds, double SampleMilliseconds)
{
    private const int Samples = 10;

    public static async Task<WholeHost> MeasureAsync(ContainerHost host, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var container in await host.ListAsync(cancellationToken)) await container.GetStatusAsync(cancellationToken);
        var listed = Stopwatch.GetElapsedTime(began);
        using var sampler = host.OpenSampler();
        var snapshot = new ResourceSnapshot();
        var took = TimeSpan.Zero;
        for (var i = 0; i < Samples; i++)
        {
            began = Stopwatch.GetTimestamp();
            sampler.Sample(snapshot);
            took = Stopwatch.GetElapsedTime(began);
            await Task.Delay(1000, cancellationToken);
        }
        return new(listed.TotalMilliseconds, took.TotalMilliseconds);
    }
}
