namespace Containment.Checkpoints;

/// <summary>Memory and files of a container from one freeze, on disk, with what is needed to judge whether it can be restored.</summary>
/// <param name="Container">Whose it is.</param>
/// <param name="Name">What it is called.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Kernel">The kernel's release (uname(2)).</param>
/// <param name="Criu">The version of CRIU that wrote it.</param>
/// <param name="MemoryBytes">Bytes of process state.</param>
/// <param name="FileBytes">Bytes of the container's own files.</param>
/// <param name="Freeze">How long the container stood still for it.</param>
public sealed record Checkpoint(ContainerId Container, string Name, DateTimeOffset TakenAt, string Kernel, string Criu, long MemoryBytes, long FileBytes, TimeSpan Freeze);
