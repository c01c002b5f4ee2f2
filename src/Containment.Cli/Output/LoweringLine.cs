using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>Tells on a terminal how far lowering the memory got, in one line that is written over and removed at the end.</summary>
internal sealed class LoweringLine : IProgress<MemoryLowering>, IDisposable
{
    private int _shown;

    public void Report(MemoryLowering value)
    {
        if (Console.IsErrorRedirected) return;
        var text = $"memory: {Sizes.Of(value.UsedAfter)} in use, {Sizes.Of(value.UsedBefore - value.UsedAfter)} taken back, going to {Sizes.Of(value.Wanted.Bytes ?? 0)} (Ctrl-C leaves it as it was)";
        Console.Error.Write($"\r{text.PadRight(_shown)}");
        _shown = text.Length;
    }

    public void Dispose()
    {
        if (_shown > 0) Console.Error.Write($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }
}
