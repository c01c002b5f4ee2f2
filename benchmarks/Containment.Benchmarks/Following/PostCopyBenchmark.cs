using Containment.Benchmarks.Move;
using Containment.Migration;

namespace Containment.Benchmarks.Following;

/// <summary>How much longer a large program stands still than a small one when its memory follows it.</summary>
internal sealed class PostCopyBenchmark : IBenchmark
{
    private const int Rounds = 10, Warming = 1, Little = 10, Much = 1024;

    public string Name => "postcopy";

    public string What => "times as long a program with 1 GB stands still as one with 10 MB when it moves by post-copy, p50";

    public Target Target => Target.AtMost(2);

    public async Task<Measurement> RunAsync(CancellationToken cancellationToken)
    {
        var (small, large) = (new MoveSamples(), new MoveSamples());
        await using (var little = await HeldMemory.StartAsync(Little, cancellationToken))
        await using (var much = await HeldMemory.StartAsync(Much, cancellationToken))
            for (var round = -Warming; round < Rounds; round++)
                foreach (var (size, held, samples) in ((int, HeldMemory, MoveSamples)[])[(Little, little, small), (Much, much, large)])
                {
                    var report = await held.MoveAsync(MigrationStrategy.PostCopy, cancellationToken);
                    if (round < 0) continue;
                    samples.Add(report);
                    await Console.Error.WriteLineAsync($"{size} MB: freeze {samples.Freeze[^1]:0.0} ms ({string.Join(", ", samples.Parts.Select(part => $"{part.Key} {part.Value[^1]:0.0}"))}), total {samples.Total[^1]:0}");
                }
        var table = new Table($"{Rounds} moves, ms", "min", "p50", "p90", "p99");
        foreach (var (size, samples) in ((int, MoveSamples)[])[(Little, small), (Much, large)])
        {
            MoveSamples.AddTo(table, $"{size} MB: stands still", samples.Freeze);
            foreach (var (part, took) in samples.Parts) MoveSamples.AddTo(table, $"  {part}", took);
            MoveSamples.AddTo(table, $"{size} MB: until all of it is there", samples.Total);
        }
        return new Measurement(Figures.Percentile(large.Freeze, 0.5) / Figures.Percentile(small.Freeze, 0.5), table)
        {
            Note = "Every page holds something else. The program looks at 4 pages each millisecond, so it waits for some of them.",
        };
    }
}
