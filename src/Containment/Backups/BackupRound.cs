namespace Containment.Backups;

/// <summary>What a plan did for one container.</summary>
/// <param name="Container">Which.</param>
/// <param name="Report">Its new backup; null where that failed.</param>
/// <param name="Failure">Why it failed; it is tried again at the next look.</param>
public sealed record BackupRound(ContainerId Container, BackupReport? Report, ContainmentException? Failure);
