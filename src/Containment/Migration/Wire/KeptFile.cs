using System.Text.Json.Serialization;

namespace Containment.Migration.Wire;

/// <summary>A file, or the beginning of one, that a target kept of a move whose link broke.</summary>
/// <param name="Section">The tree it belongs to.</param>
/// <param name="Path">Where it is in that tree.</param>
/// <param name="Length">How much of it is there, holes included.</param>
/// <param name="Digest">The ContentDigest of that much.</param>
/// <param name="Ranges">Where that has data: offset and length by turns. Stays at the target: another file system shows others.</param>
internal sealed record KeptFile(ItemSection Section, byte[] Path, long Length, byte[] Digest, long[] Ranges);

[JsonSerializable(typeof(KeptFile[]))]
internal sealed partial class KeptFileJson : JsonSerializerContext;
