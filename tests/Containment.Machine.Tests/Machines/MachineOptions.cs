namespace Containment.Machine.Tests.Machines;

/// <summary>What a virtual machine is to be.</summary>
internal sealed record MachineOptions
{
    /// <summary>Its host name.</summary>
    public string Name { get; init; } = "vm";

    /// <summary>Its memory in MiB.</summary>
    public int Memory { get; init; } = 1024;

    /// <summary>Its CPUs. A second one makes the boot half as slow again, and helps only work that is parallel.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>What it has besides the programs of the project, each at /mnt/TAG.</summary>
    public IReadOnlyList<SharedDirectory> Shares { get; init; } = [];

    /// <summary>An empty disk (/dev/vda) of that many MiB; 0 for none.</summary>
    public int Disk { get; init; }

    /// <summary>Whether it has devices to give away: the network card and the NVMe disk of <see cref="SpareDevices"/>.</summary>
    public bool Spare { get; init; }

    /// <summary>Its network card eth0; null for none.</summary>
    public NetworkCard? Card { get; init; }
}
