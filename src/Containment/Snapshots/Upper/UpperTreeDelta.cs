using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>What makes an older state of a layer into a newer one: first remove, then apply in order.</summary>
/// <param name="Removed">Names to remove with all below them; parents of removed names are not named again.</param>
/// <param name="Changed">Entries to apply, parents first. A file's content goes along unless it is a hard link.</param>
internal sealed record UpperTreeDelta(IReadOnlyList<PathBytes> Removed, IReadOnlyList<UpperEntry> Changed);
