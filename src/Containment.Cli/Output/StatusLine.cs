namespace Containment.Cli.Output;

/// <summary>A line on a terminal that is written over, and removed at the end. Nothing where standard error is no terminal.</summary>
internal sealed class StatusLine : IDisposable
{
    private readonly Lock _gate = new();
    private int _shown;

    public static bool IsSeen => !Console.IsErrorRedirected;

    public void Show(string text)
    {
        if (!IsSeen) return;
        lock (_gate)
        {
            Console.Error.Write($"\r{text.PadRight(_shown)}");
            _shown = text.Length;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_shown > 0) Console.Error.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }
}
