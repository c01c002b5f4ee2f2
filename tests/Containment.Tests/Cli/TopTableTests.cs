using Containment.Cli.Output;
using Containment.Resources;
using Containment.Resources.Sampling;

namespace Containment.Tests.Cli;

internal sealed class TopTableTests
{
    [Test]
    public void No_line_is_wider_than_the_terminal_and_the_last_columns_go_first([Values(1, 10, 24, 40, 80, 120, 300)] int width)
    {
        TopRow[] rows = [Row("a"), Row(new string('b', 63))];
        var lines = TopTable.Lines(rows, width).ToArray();
        Assert.That(lines, Has.Length.EqualTo(3).And.All.Length.LessThanOrEqualTo(width));
        Assert.That(lines[0].Contains("CPU TIME", StringComparison.Ordinal), Is.EqualTo(width == 300));
        Assert.That(lines[0].Contains("MEMORY", StringComparison.Ordinal), Is.EqualTo(width >= 80));
    }

    [Test]
    public void A_script_is_given_whole_names() => Assert.That(TopTable.Lines([Row(new string('b', 63))], int.MaxValue).Last(), Does.StartWith(new string('b', 63) + " "));

    [Test]
    public void The_most_comes_first_and_equals_by_name()
    {
        ContainerSample[] samples = [Sample("b", 1), Sample("a", 1), Sample("c", 2)];
        Assert.That(TopView.Sort(samples, TopOrder.Memory).Select(sample => sample.Id.Value), Is.EqualTo(new[] { "c", "a", "b" }));
        Assert.That(TopView.Sort(samples, TopOrder.Name).Select(sample => sample.Id.Value), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    private static TopRow Row(string id) => new(Sample(id, 1 << 20), new() { MemoryMax = MemoryLimit.MiB(4) });

    private static ContainerSample Sample(string id, long memory)
    {
        using var files = new Resources.PlainFiles(("cpu.stat", "usage_usec 1\n"), ("memory.current", $"{memory}\n"));
        using var container = new SampledContainer(id, files.AsUnified, new(9), new(new(), 1));
        var buffer = new byte[64];
        container.Read(TimeSpan.Zero, TimeSpan.Zero, ref buffer);
        return container.Sample;
    }
}
