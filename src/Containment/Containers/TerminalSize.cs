namespace Containment.Containers;

/// <summary>The size of a terminal's window in characters.</summary>
/// <param name="Columns">Characters in a line.</param>
/// <param name="Rows">Lines.</param>
public readonly record struct TerminalSize(ushort Columns, ushort Rows);
