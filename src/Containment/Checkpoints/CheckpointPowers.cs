using Containment.Linux.Namespaces;

namespace Containment.Checkpoints;

/// <summary>Who can save and bring back containers.</summary>
internal static class CheckpointPowers
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: an ordinary user can't.</exception>
    public static void Check(ContainerId id)
    {
        if (Self.Standing == Standing.User)
            throw new ContainmentException(FailureReason.Unsupported, id.Value, $"{id}: CRIU saves and brings back processes with the powers of root (CAP_CHECKPOINT_RESTORE and more), which an ordinary user has not; containers that are to be saved or moved are root's");
    }
}
