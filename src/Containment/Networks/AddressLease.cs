using System.Net;

namespace Containment.Networks;

/// <summary>An address of a network that a container has.</summary>
/// <param name="Address">The address.</param>
/// <param name="Container">Whose it is, until that is deleted or moves away.</param>
public sealed record AddressLease(IPAddress Address, ContainerId Container);
