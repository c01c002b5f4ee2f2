namespace Containment.Benchmarks.Freeze;

/// <summary>How long a small container stands still for a checkpoint, beside what CRIU alone needs for a bare process in namespaces.</summary>
internal sealed class FreezeBenchmark : IBenchmark
{
    private const int Rounds = 25;

    public string Name => "freeze";

    public string What => "times CRIU's own freeze that a small container stands still for a checkpoint, p50";

    public Target Target => Target.AtMost(2);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        using var root = await IdleRoot.MakeAsync(cancellationToken);
        var (floor, ours) = (new FreezeSamples(), new FreezeSamples());
        await using (var bare = await BareContainer.StartAsync(root.Path, cancellationToken))
        {
            // One after the other in the same seconds, so that both see the same machine.
            await using var own = await OwnContainer.StartAsync(root.Path, cancellationToken);
            for (var i = 0; i < Rounds; i++)
            {
                await bare.DumpAsync(floor, cancellationToken);
                await own.CheckpointAsync(ours, cancellationToken);
            }
        }
        var table = new Table($"a process of 1 page, {Rounds} rounds", "frozen p50 ms", "frozen p90 ms", "checkpoint p50 ms", "restore p50 ms");
        floor.AddTo(table, "criu alone, bare namespaces");
        ours.AddTo(table, "containment");
        return new Measurement(ours.FrozenMedian / floor.FrozenMedian, table)
        {
            Note = "Frozen: CRIU's own figure (frozen_time of stats-dump) for the floor, from the freeze to the thaw for ours, files included. Checkpoint: the whole call; the container goes on.",
        };
    }
}
