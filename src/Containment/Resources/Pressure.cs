namespace Containment.Resources;

/// <summary>
/// How much a container waits for lack of something (Documentation/accounting/psi.rst). Null where this kernel does not
/// measure it: it needs CONFIG_PSI and a v2 tree, with or without controllers.
/// </summary>
/// <param name="Cpu">Waiting for a CPU.</param>
/// <param name="Memory">Waiting for memory.</param>
/// <param name="Io">Waiting for disks.</param>
public sealed record Pressure(PressureStall? Cpu, PressureStall? Memory, PressureStall? Io);
