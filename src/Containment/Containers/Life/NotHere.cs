namespace Containment.Containers.Life;

/// <summary>Refuses what only the host may do that a container belongs to, and says what would change that.</summary>
internal static class NotHere
{
    /// <param name="id">The container.</param>
    /// <param name="ownership">Whose it is.</param>
    /// <param name="what">What can't be done.</param>
    public static ContainmentException Refusal(ContainerId id, Ownership ownership, string what) => new(FailureReason.WrongState, id.Value,
        $"container {id} does not belong to this host now ({ownership.Owner}, {ownership.Peer}); {what}" +
        (ownership.ByBackup ? $". It was handed over: if no other host has taken it, it comes back by a word (containment backup take-back {id})" : ""));
}
