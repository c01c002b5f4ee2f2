namespace Containment.Resources;

/// <summary>What was read from and written to one block device.</summary>
/// <param name="Device">The device.</param>
/// <param name="ReadBytes">Bytes read.</param>
/// <param name="WrittenBytes">Bytes written.</param>
/// <param name="Reads">Read operations.</param>
/// <param name="Writes">Write operations.</param>
public sealed record IoUsage(BlockDevice Device, long ReadBytes, long WrittenBytes, long Reads, long Writes);
