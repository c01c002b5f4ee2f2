namespace Containment.Histories;

/// <summary>A state that a container was in: its files, or its files and its memory from one freeze. Snapshots of a container are a tree.</summary>
/// <param name="Container">Whose it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Parent">The snapshot that the container stood on when it was taken; null: none.</param>
/// <param name="TakenAt">When.</param>
/// <param name="HasMemory">Whether its processes are in it.</param>
/// <param name="FileBytes">Bytes of the files that were written since the parent, or since the container's own layer was begun.</param>
/// <param name="MemoryBytes">Bytes of process state; 0 without memory.</param>
/// <param name="Freeze">How long the container stood still for it; zero where it did not run.</param>
/// <param name="IsCurrent">Whether the container stands on it: it is the parent of the next one.</param>
/// <param name="IsScheduled">Whether a schedule took it, and may let it expire.</param>
public sealed record Snapshot(ContainerId Container, string Name, string? Parent, DateTimeOffset TakenAt, bool HasMemory, long FileBytes, long MemoryBytes, TimeSpan Freeze, bool IsCurrent, bool IsScheduled);
