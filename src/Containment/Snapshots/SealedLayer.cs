namespace Containment.Snapshots;

/// <summary>An own layer that nobody writes to any more: it lies below the one that is written to, or only snapshots hold it.</summary>
/// <param name="Number">Which.</param>
/// <param name="Seal">A digest of all names with their owners, modes, sizes, times and attributes; not of contents, so that it is made in no time.</param>
/// <param name="Content">A digest of the same and all contents; null where none was asked for.</param>
internal sealed record SealedLayer(int Number, string Seal, string? Content);
