using Containment.Linux.Namespaces;

namespace Containment.Checkpoints;

/// <summary>Who can save and bring back containers.</summary>
internal static class CheckpointPowers
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: neither an ordinary user can nor root of a user namespace.</exception>
    public static void Check(ContainerId id)
    {
        if (Self.Standing != Standing.Root)
            throw new ContainmentException(FailureReason.Unsupported, id.Value, $"{id}: CRIU saves and brings back processes with the powers of the machine's root (CAP_CHECKPOINT_RESTORE and more), which neither an ordinary user has nor root of a user namespace, as in a container; containers that are to be saved or moved are root's of the machine");
    }
}
