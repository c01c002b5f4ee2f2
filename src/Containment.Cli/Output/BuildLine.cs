using System.Diagnostics;
using Containment.Images;

namespace Containment.Cli.Output;

/// <summary>Tells how far a build is: on a terminal in one line that is written over and removed at the end, elsewhere a line for each step.</summary>
internal sealed class BuildLine : IProgress<ImageBuildProgress>, IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _writing = new();
    private string? _step;
    private int _shown;

    public void Report(ImageBuildProgress value)
    {
        lock (_writing)
        {
            var text = value.Detail is null ? value.Step : $"{value.Step}: {value.Detail}";
            if (Console.IsErrorRedirected)
            {
                if (text != _step) Console.Error.WriteLine(text);
            }
            else
            {
                text = $"{_watch.Elapsed.TotalSeconds,5:0} s  {text}{(value.BytesPacked > 0 ? $" ({Sizes.Of(value.BytesPacked)})" : "")}";
                Console.Error.Write($"\r{text.PadRight(_shown)}");
                _shown = text.Length;
            }
            _step = text;
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            if (_shown > 0) Console.Error.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }
}
