namespace Containment.Linux.Processes;

/// <summary>A place for what a step gives (a descriptor, a pid), for later steps to use.</summary>
internal readonly record struct PlanSlot(byte Number)
{
    /// <summary>No slot.</summary>
    public const byte None = 255;
}
