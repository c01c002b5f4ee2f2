namespace Containment.Volumes.Disks;

/// <summary>What several ways refuse alike.</summary>
internal static class QuotaErrors
{
    public static ContainmentException InUse(string path, long used, long bytes) =>
        new(FailureReason.WrongState, path, $"{path} has {used} bytes in use, and can't be limited to {bytes}; delete files or snapshots first");
}
