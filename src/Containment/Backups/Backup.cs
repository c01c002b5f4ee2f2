namespace Containment.Backups;

/// <summary>One backup in a repository.</summary>
/// <param name="Id">What the repository calls it: eight hexadecimal digits.</param>
/// <param name="Container">Of which container.</param>
/// <param name="Host">On which host, by its name then.</param>
/// <param name="TakenAt">When.</param>
/// <param name="HasMemory">Whether the processes are in it: then it can go on where it was.</param>
public sealed record Backup(string Id, ContainerId Container, string Host, DateTimeOffset TakenAt, bool HasMemory)
{
    /// <summary>Whether the container was handed over with it: the host that restores it first has it, and no other will.</summary>
    public bool HandedOver { get; init; }

    /// <summary>Whether a host has it, where it was handed over: the one that it came from, or another.</summary>
    public bool Taken { get; init; }
}
