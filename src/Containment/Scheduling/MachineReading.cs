namespace Containment.Scheduling;

/// <summary>What there is to give out: the machine, or the cgroup that stands in for it.</summary>
/// <param name="MemoryBytes">All its memory.</param>
/// <param name="NeededBytes">What is in use and can't be taken without harm: everything but caches of files.</param>
/// <param name="FreeBytes">What is not in use at all.</param>
/// <param name="Cores">CPUs.</param>
public sealed record MachineReading(long MemoryBytes, long NeededBytes, long FreeBytes, double Cores);
