using System.Diagnostics;
using Containment.Images;

namespace Containment.Cli.Output;

/// <summary>Tells how far a build is: on a terminal in one line, elsewhere a line for each step.</summary>
internal sealed class BuildLine : IProgress<ImageBuildProgress>, IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly StatusLine _line = new();
    private readonly Lock _gate = new();
    private string? _step;

    public void Report(ImageBuildProgress value)
    {
        lock (_gate)
        {
            var text = value.Detail is null ? value.Step : $"{value.Step}: {value.Detail}";
            if (!StatusLine.IsSeen && text != _step) Console.Error.WriteLine(text);
            _line.Show($"{_watch.Elapsed.TotalSeconds,5:0} s  {text}{(value.BytesPacked > 0 ? $" ({Sizes.Of(value.BytesPacked)})" : "")}");
            _step = text;
        }
    }

    public void Dispose() => _line.Dispose();
}
