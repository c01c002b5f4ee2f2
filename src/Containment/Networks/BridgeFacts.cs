namespace Containment.Networks;

/// <summary>What a plan must know of a bridge of the host.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its interface index.</param>
/// <param name="Mtu">Its MTU in bytes.</param>
internal sealed record BridgeFacts(string Name, int Index, int Mtu);
