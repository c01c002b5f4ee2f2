namespace Containment.Linux.Devices;

/// <summary>What is done to a device, by the kernel's bits (BPF_DEVCG_ACC_*, linux/bpf.h).</summary>
[Flags]
internal enum DeviceAccess
{
    None = 0,
    MakeNode = 1,
    Read = 2,
    Write = 4,
    All = 7,
}
