using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>Tells on a terminal how far lowering the memory got.</summary>
internal sealed class LoweringLine : IProgress<MemoryLowering>, IDisposable
{
    private readonly StatusLine _line = new();

    public void Report(MemoryLowering value) =>
        _line.Show($"memory: {Sizes.Of(value.UsedAfter)} in use, {Sizes.Of(value.UsedBefore - value.UsedAfter)} taken back, going to {Sizes.Of(value.Wanted.Bytes ?? 0)} (Ctrl-C leaves it as it was)");

    public void Dispose() => _line.Dispose();
}
