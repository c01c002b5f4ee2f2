using System.Text;

namespace Containment.Containers;

/// <summary>A piece of a container's output, as it was written. Pieces are no lines.</summary>
/// <param name="At">When, by the machine's clock.</param>
/// <param name="Stream">Which of the two.</param>
/// <param name="Data">The bytes.</param>
public readonly record struct LogEntry(DateTimeOffset At, LogStream Stream, ReadOnlyMemory<byte> Data)
{
    /// <summary>The bytes as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);
}
