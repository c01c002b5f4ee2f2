namespace Containment.Benchmarks.Freeze;

/// <summary>How long a container with a small Redis stands still for a checkpoint, beside what CRIU alone needs for the same one.</summary>
internal sealed class FreezeBenchmark : IBenchmark
{
    private const int Rounds = 25, Warming = 3;

    public string Name => "freeze";

    public string What => "times CRIU's own freeze that a container with a small Redis stands still for a checkpoint, p50";

    public Target Target => Target.AtMost(2);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var (floor, ours) = (new FreezeSamples(), new FreezeSamples());
        await using (var own = await OwnContainer.StartAsync(cancellationToken))
            for (var i = -Warming; i < Rounds; i++)
            {
                // One after the other in the same seconds, so that both see the same machine.
                await own.DumpByCriuAsync(i < 0 ? new() : floor, cancellationToken);
                await own.CheckpointAsync(i < 0 ? new() : ours, cancellationToken);
            }
        floor.Restore.AddRange(ours.RestoreByCriu);
        var table = new Table($"a Redis with one key, {Rounds} rounds", "frozen p50 ms", "frozen p90 ms", "checkpoint p50 ms", "restore p50 ms");
        floor.AddTo(table, "criu alone, the same container");
        ours.AddTo(table, "containment");
        return new Measurement(ours.FrozenMedian / floor.FrozenMedian, table)
        {
            Note = "Frozen: CRIU's own figures (freezing_time and frozen_time of stats-dump) for the floor; for ours from the freeze to the thaw, with the container's files. Checkpoint: the call to a warm CRIU; for ours all of it, with digests and the flush to disk. Restore: until CRIU says that it runs, in surroundings made before; for ours all of it.",
        };
    }
}
