namespace Containment.Scheduling;

/// <summary>What is seen at one moment.</summary>
/// <param name="Machine">What is given out.</param>
/// <param name="Containers">Those that run.</param>
public sealed record GovernorReadings(MachineReading Machine, IReadOnlyList<ContainerReading> Containers);
