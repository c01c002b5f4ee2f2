namespace Containment.Tests.Architecture;

internal sealed class FileSizeTests
{
    private static readonly string[] Tops = ["src", "tests", "samples", "benchmarks"];

    [Test]
    public void No_file_has_more_than_300_lines() =>
        Assert.That(SourceTree.Files(Tops).Concat(SourceTree.Native()).Where(file => File.ReadLines(file).Count() > 300), Is.Empty);

    [Test]
    public void The_median_file_of_src_is_under_60_lines()
    {
        var lines = SourceTree.Files("src").Select(file => File.ReadLines(file).Count()).Order().ToArray();
        Assert.That(lines[lines.Length / 2], Is.LessThan(60));
    }

    [Test]
    public void No_file_is_called_by_a_word_that_says_nothing()
    {
        string[] empty = ["Helper", "Helpers", "Util", "Utils", "Utilities", "Manager", "Common", "Impl", "Base"];
        Assert.That(SourceTree.Files(Tops).Where(file => empty.Any(word => Path.GetFileNameWithoutExtension(file).EndsWith(word, StringComparison.Ordinal))), Is.Empty);
    }
}
