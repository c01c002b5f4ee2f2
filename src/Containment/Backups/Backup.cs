namespace Containment.Backups;

/// <summary>One backup in a repository.</summary>
/// <param name="Id">What the repository calls it: eight hexadecimal digits.</param>
/// <param name="Container">Of which container.</param>
/// <param name="Host">On which host, by its name then.</param>
/// <param name="TakenAt">When.</param>
/// <param name="HasMemory">Whether the processes are in it: then it can go on where it was.</param>
public sealed record Backup(string Id, ContainerId Container, string Host, DateTimeOffset TakenAt, bool HasMemory);
