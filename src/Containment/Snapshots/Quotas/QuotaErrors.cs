namespace Containment.Snapshots.Quotas;

/// <summary>What several ways refuse alike.</summary>
internal static class QuotaErrors
{
    public static ContainmentException InUse(LayerPlace place, long used, long bytes) =>
        new(FailureReason.WrongState, place.Layers, $"{place.Layers} has {used} bytes in use, and can't be limited to {bytes}; delete files or snapshots first");
}
