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
        var samples = new Dictionary<(int, string), List<double>>();
        await using (var little = await HeldMemory.StartAsync(Little, cancellationToken))
        await using (var much = await HeldMemory.StartAsync(Much, cancellationToken))
            for (var round = -Warming; round < Rounds; round++)
                foreach (var (size, held) in ((int, HeldMemory)[])[(Little, little), (Much, much)])
                {
                    var report = await held.MoveAsync(MigrationStrategy.PostCopy, cancellationToken);
                    if (round < 0) continue;
                    await Console.Error.WriteLineAsync($"{size} MB: freeze {report.Freeze.TotalMilliseconds:0.0} ms ({string.Join(", ", report.FreezeParts.Select(part => $"{part.Key} {part.Value.TotalMilliseconds:0.0}"))}), total {report.Total.TotalMilliseconds:0}");
                    Add(size, "stands still", report.Freeze);
                    foreach (var (part, took) in report.FreezeParts) Add(size, part, took);
                    Add(size, "until all of it is there", report.Total);
                }
        var table = new Table($"{Rounds} moves, ms", "min", "p50", "p90");
        foreach (var ((size, name), values) in samples.OrderBy(pair => pair.Key.Item1)) table.Row($"{size} MB: {name}", Figures.Short(values.Min()), Figures.Short(Figures.Percentile(values, 0.5)), Figures.Short(Figures.Percentile(values, 0.9)));
        return new Measurement(Figures.Percentile(samples[(Much, "stands still")], 0.5) / Figures.Percentile(samples[(Little, "stands still")], 0.5), table)
        {
            Note = "Every page holds something else. The program looks at 4 pages each millisecond, so it waits for some of them.",
        };

        void Add(int size, string name, TimeSpan took)
        {
            if (!samples.TryGetValue((size, name), out var values)) samples[(size, name)] = values = [];
            values.Add(took.TotalMilliseconds);
        }
    }
}
