namespace Containment.Launch;

/// <summary>A piece of what a process wrote.</summary>
/// <param name="Stream">1 is its standard output (or its terminal), 2 its standard error.</param>
/// <param name="Data">The bytes.</param>
internal readonly record struct OutputChunk(int Stream, ReadOnlyMemory<byte> Data);
