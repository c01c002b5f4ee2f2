using Containment.Containers;

namespace Containment.Backups.HandingOver;

/// <summary>What a handing over is called: something one of a kind, and which repository it goes through. By another one it must neither go on nor be taken back.</summary>
internal static class HandOverName
{
    private const int Digits = 16;

    public static string New(string repository) => $"{Guid.NewGuid():N}-{Short(repository)}";

    /// <exception cref="ContainmentException"><see cref="FailureReason.WrongState"/>: it goes through another one.</exception>
    public static void Check(ContainerId id, Ownership ownership, string repository)
    {
        if (!ownership.MigrationId!.EndsWith($"-{Short(repository)}", StringComparison.Ordinal))
            throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} is handed over through another repository ({ownership.Peer}); name that one");
    }

    private static string Short(string repository) => repository[..Math.Min(Digits, repository.Length)];
}
