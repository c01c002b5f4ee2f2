using Containment.Devices.Sysfs;

namespace Containment.Devices;

/// <summary>Where a machine says what devices it has. Tests have trees of their own.</summary>
internal sealed record DeviceFolders
{
    public string Sys { get; init; } = "/sys";
    public string Dev { get; init; } = "/dev";
    public string Proc { get; init; } = "/proc";

    /// <summary>Later ones win.</summary>
    public IReadOnlyList<string> Cdi { get; init; } = ["/etc/cdi", "/var/run/cdi"];

    /// <summary>What a node of <see cref="Dev"/> stands for.</summary>
    public Func<string, NodeFacts?> Look { get; init; } = NodeFacts.Of;
}
