using Containment.Benchmarks.Freeze;

namespace Containment.Benchmarks.Move;

/// <summary>How long a small Redis stands still while it moves to another host, beside what CRIU alone needs to save and restore it in place.</summary>
internal sealed class MoveBenchmark : IBenchmark
{
    private const int Rounds = 100, Warming = 2;

    public string Name => "move";

    public string What => "times the gap of CRIU's own dump and restore that a small Redis stands still when it moves to another host, p50";

    public Target Target => Target.AtMost(1.5);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var (samples, floor) = (new MoveSamples(), new List<double>());
        await using (var own = await OwnContainer.StartAsync(cancellationToken))
        await using (var moving = await MovingRedis.StartAsync(cancellationToken))
            for (var round = -Warming; round < Rounds; round++)
            {
                // One after the other in the same seconds, so that both see the same machine.
                var (criu, ours) = (new FreezeSamples(), new FreezeSamples());
                await own.DumpByCriuAsync(criu, cancellationToken);
                await own.CheckpointAsync(ours, cancellationToken);
                await moving.MoveAsync(round < 0 ? new() : samples, cancellationToken);
                if (round >= 0) floor.Add(criu.Checkpoint.Single() + ours.RestoreByCriu.Single());
                if (round >= 0) await Console.Error.WriteLineAsync($"move {round + 1}: freeze {samples.Freeze[^1]:0.0} ({string.Join(", ", samples.Parts.Select(part => $"{part.Key} {part.Value[^1]:0.0}"))}), client {samples.Gap[^1]:0.0}, criu {floor[^1]:0.0}");
            }
        var table = new Table($"{Rounds} moves back and forth, ms", "min", "p50", "p90", "p99");
        MoveSamples.AddTo(table, "criu alone: dump + restore", floor);
        MoveSamples.AddTo(table, "a move: freeze", samples.Freeze);
        foreach (var (part, took) in samples.Parts) MoveSamples.AddTo(table, $"  {part}", took);
        MoveSamples.AddTo(table, "a move: the client's longest wait", samples.Gap);
        MoveSamples.AddTo(table, "a move: all of it", samples.Total);
        return new Measurement(Figures.Percentile(samples.Freeze, 0.5) / Figures.Percentile(floor, 0.5), table)
        {
            Note = $"A move: p99 is {Figures.Short(Figures.Percentile(samples.Freeze, 0.99) / Figures.Percentile(samples.Freeze, 0.5))} times p50 (wanted: at most 3). CRIU alone: the calls to a warm CRIU, in surroundings made before, images in place; nothing is sent, journalled or flushed. The client: INCR in a loop over the same one TCP connection, from a third network namespace.",
        };
    }
}
