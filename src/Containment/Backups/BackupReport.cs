namespace Containment.Backups;

/// <summary>What a backup cost.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Freeze">How long the container stood still for it; zero if it did not run.</param>
/// <param name="Duration">How long all of it took.</param>
/// <param name="Bytes">How much is in it, in bytes.</param>
/// <param name="BytesAdded">How much of that the repository did not have yet, before compression.</param>
/// <param name="FilesRead">How many files were new or changed since the backup before, and were read; the others were only looked at.</param>
public sealed record BackupReport(Backup Backup, TimeSpan Freeze, TimeSpan Duration, long Bytes, long BytesAdded, long FilesRead);
