namespace Containment.Migration.Wire;

/// <summary>An authenticated stream, who is at its other end, and both certificates.</summary>
internal sealed record SecureLink(Stream Stream, TrustedPeer Peer, ReadOnlyMemory<byte> Own, ReadOnlyMemory<byte> Other);
