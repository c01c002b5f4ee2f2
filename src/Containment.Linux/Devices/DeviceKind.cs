namespace Containment.Linux.Devices;

/// <summary>Kinds of device nodes, by the kernel's numbers (BPF_DEVCG_DEV_*, linux/bpf.h).</summary>
internal enum DeviceKind
{
    All = 0,
    Block = 1,
    Character = 2,
}
