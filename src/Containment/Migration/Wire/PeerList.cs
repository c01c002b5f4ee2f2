namespace Containment.Migration.Wire;

/// <summary>The trusted hosts at one moment.</summary>
internal sealed record PeerList(IReadOnlyList<TrustedPeer> Peers)
{
    /// <summary>The peer with this certificate, and this name if one is wanted; null is nobody we trust.</summary>
    public TrustedPeer? Find(string fingerprint, string? name) =>
        Peers.FirstOrDefault(peer => peer.Fingerprint == fingerprint && (name is null || peer.Name == name));
}
