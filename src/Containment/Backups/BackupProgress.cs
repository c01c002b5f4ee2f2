namespace Containment.Backups;

/// <summary>How far a backup, a restore or a check is.</summary>
/// <param name="Container">Of which container; null where it is about a whole repository.</param>
/// <param name="BytesDone">How much is done, in bytes.</param>
/// <param name="BytesTotal">How much there is; zero while that is not known.</param>
public sealed record BackupProgress(ContainerId? Container, long BytesDone, long BytesTotal);
