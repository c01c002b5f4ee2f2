namespace Containment.Benchmarks.Oci;

/// <summary>The library beside runc: a container that is there is started and waited for, by turns with `runc run`.</summary>
internal sealed class LibraryRunBenchmark : IBenchmark
{
    public string Name => "library-run";

    public string What => "time of `runc run` of /bin/true over that of StartAsync and WaitAsync of a container with the same namespaces, median";

    public Target Target => Target.OrMore(12);

    public Task<Measurement> RunAsync(CancellationToken cancellationToken) => RunTimes.MeasureAsync(Name, times => times.Runc / times.Library, cancellationToken);
}
