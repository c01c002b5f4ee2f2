using Containment.Containers;
using Containment.Linux.Descriptors;

namespace Containment.Cli.Terminal;

/// <summary>This program's terminal in raw mode, so that every key goes to the container; put back when disposed.</summary>
internal sealed class RawTerminal : IDisposable
{
    private readonly TerminalMode _before;

    private RawTerminal(TerminalMode before) => _before = before;

    /// <summary>The size of the window; null where standard output is no terminal.</summary>
    public static TerminalSize? Size => TerminalMode.Window(1) is ( > 0 and var columns, > 0 and var rows) ? new TerminalSize(columns, rows) : null;

    /// <summary>Null where standard input is no terminal.</summary>
    public static RawTerminal? Enter() => TerminalMode.MakeRaw(0) is { } before ? new RawTerminal(before) : null;

    public void Dispose() => _before.Restore();
}
