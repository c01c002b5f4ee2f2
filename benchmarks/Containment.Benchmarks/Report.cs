using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Containment.Benchmarks;

/// <summary>docs/performance.md, written from what was just measured.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    public Report() => _text.Append(
        $"""
        # Performance

        Written by `eng/bench.sh --all --report` on {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: kernel {Environment.OSVersion.Version}, {Environment.ProcessorCount} cores (load {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at the start),
        {RuntimeInformation.FrameworkDescription}. Each figure is taken beside its floor or its peer in the same run;
        read the ratios, not the milliseconds: they depend on the machine.

        """);

    public void Add(IBenchmark benchmark, Measurement measurement)
    {
        _text.Append($"\n## {benchmark.Name}\n\n{benchmark.What}\n\n{measurement.Table}\n\n");
        if (measurement.Note is { } note) _text.Append($"{note}\n\n");
        _text.Append($"Figure {Figures.Short(measurement.Figure)}, target {benchmark.Target}: {(benchmark.Target.IsMetBy(measurement.Figure) ? "met" : "**not met**")}.\n");
    }

    public void AddFailure(IBenchmark benchmark, Exception failure) =>
        _text.Append($"\n## {benchmark.Name}\n\n{benchmark.What}\n\nIt could not be measured: {failure.Message}\n");

    public void Save(string path) => File.WriteAllText(path, _text.ToString());
}
