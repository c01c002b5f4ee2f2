namespace Containment.Benchmarks.Oci;

/// <summary>containment-oci beside runc: `run` of /bin/true from one bundle, by turns.</summary>
internal sealed class OciRunBenchmark : IBenchmark
{
    public string Name => "oci-run";

    public string What => "time of `runc run` of /bin/true over that of `containment-oci run` of the same bundle, median";

    public Target Target => Target.OrMore(3);

    public Task<Measurement> RunAsync(CancellationToken cancellationToken) => RunTimes.MeasureAsync(Name, times => times.Runc / times.Own, cancellationToken);
}
