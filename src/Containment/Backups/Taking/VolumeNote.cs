namespace Containment.Backups.Taking;

/// <summary>A volume in a backup: its files are below <c>volumes/NAME/</c>.</summary>
/// <param name="Name">Its name where the backup was taken.</param>
/// <param name="Kind">What it was there.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Thin">Whether it took room only for what was written.</param>
/// <param name="Seal">The digest of all names in it with what is known of them.</param>
internal sealed record VolumeNote(string Name, VolumeKind Kind, long? Size, bool Thin, string Seal);
