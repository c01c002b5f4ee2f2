using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>Memory limits in bytes; -1 is none.</summary>
internal sealed record OciMemory
{
    public long? Limit { get; init; }
    public long? Reservation { get; init; }
    public long? Swap { get; init; }
    public long? Kernel { get; init; }

    [JsonPropertyName("kernelTCP")]
    public long? KernelTcp { get; init; }

    public ulong? Swappiness { get; init; }

    [JsonPropertyName("disableOOMKiller")]
    public bool? DisableOomKiller { get; init; }

    public bool? UseHierarchy { get; init; }
    public bool? CheckBeforeUpdate { get; init; }

    public static OciMemory From(SpecNode node) => new()
    {
        Limit = node.Int64("limit"),
        Reservation = node.Int64("reservation"),
        Swap = node.Int64("swap"),
        Kernel = node.Int64("kernel"),
        KernelTcp = node.Int64("kernelTCP"),
        Swappiness = node.UInt64("swappiness"),
        DisableOomKiller = node.FlagOrNull("disableOOMKiller"),
        UseHierarchy = node.FlagOrNull("useHierarchy"),
        CheckBeforeUpdate = node.FlagOrNull("checkBeforeUpdate"),
    };
}
