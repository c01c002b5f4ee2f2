namespace Containment.Benchmarks;

/// <summary>Every benchmark, in the order in which docs/performance.md shows them.</summary>
internal static class Registry
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new Start.StartBenchmark(),
        new Networks.NetworkBenchmark(),
        new Oci.OciRunBenchmark(),
        new Oci.LibraryRunBenchmark(),
        new Density.DensityBenchmark(),
        new Sample.SampleBenchmark(),
        new Pull.PullBenchmark(),
        new Backups.BackupBenchmark(),
        new Freeze.FreezeBenchmark(),
        new Cloning.CloneBenchmark(),
        new Move.MoveBenchmark(),
        new Following.PostCopyBenchmark(),
        new Streaming.StreamBenchmark(),
        new Overcommit.GovernorBenchmark(),
        new Merging.MergeBenchmark(),
    ];
}
