namespace Containment.Migration;

/// <summary>Knows whether another machine is fenced off: powered down, or cut off from all that its containers could harm.</summary>
public interface IMigrationFence
{
    /// <summary>Asks for one machine; may fence it first. Whatever is thrown counts as <see cref="FenceAnswer.Unknown"/>.</summary>
    /// <param name="peer">The other host, as it is trusted here.</param>
    /// <param name="migrationId">The move that is in doubt.</param>
    /// <param name="cancellationToken">The move is given up.</param>
    Task<FenceAnswer> AskAsync(TrustedPeer peer, Guid migrationId, CancellationToken cancellationToken);
}
