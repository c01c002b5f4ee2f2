using System.Diagnostics;
using System.Text;
using Containment.Cli.Output;
using Containment.Migration;

namespace Containment.Cli.Terminal;

/// <summary>A move on a terminal: its lines are drawn over again, and stay when it is over.</summary>
internal sealed class MoveScreen : IProgress<MigrationProgress>, IDisposable
{
    private const string Hide = "\e[?25l", Show = "\e[?25h", ToLineEnd = "\e[K";
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);
    private const int NarrowestWindow = 20, UsualWidth = 80;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Lock _drawing = new();
    private readonly MoveView _view;
    private readonly Timer _timer;
    private int _drawn;
    private bool _over;

    public MoveScreen(string title)
    {
        _view = new(title);
        Console.Error.Write(Hide);
        _timer = new Timer(_ => Draw(), null, Every, Every);
    }

    public void Report(MigrationProgress value)
    {
        lock (_drawing) _view.Take(value);
        Draw();
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_drawing)
        {
            Draw();
            _over = true;
            Console.Error.Write(Show);
        }
    }

    /// <summary>What is written to draw lines over those that were drawn before.</summary>
    public static string Compose(IReadOnlyList<string> lines, int before)
    {
        var text = new StringBuilder(before > 0 ? $"\e[{before}A" : "");
        foreach (var line in lines) text.Append('\r').Append(line).Append(ToLineEnd).Append('\n');
        return text.ToString();
    }

    private void Draw()
    {
        lock (_drawing)
        {
            if (_over) return;
            // A line that wraps would be two to go up.
            var lines = _view.Lines(Stopwatch.GetElapsedTime(_began), Math.Max(NarrowestWindow, RawTerminal.Size is { } size ? size.Columns : UsualWidth) - 1);
            Console.Error.Write(Compose(lines, _drawn));
            _drawn = lines.Count;
        }
    }
}
