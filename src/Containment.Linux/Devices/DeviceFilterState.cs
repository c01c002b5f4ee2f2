using Containment.Linux.Cgroups;

namespace Containment.Linux.Devices;

/// <summary>What was in force in one cgroup: a table of v1, or our program of v2, held so that the kernel keeps it.</summary>
internal sealed record DeviceFilterState(CgroupDirectory Directory, DeviceTable? Table, Descriptor? Program) : IDisposable
{
    public void Dispose() => Program?.Dispose();
}
